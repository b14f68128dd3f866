import { RULES, verify } from '../../../lib/rules';
import { outputFiles, type Variant, world } from '../_world';
import { ADMISSION } from './_admission';
import type { Mutation } from './_edits';
import { FLUX_OBJECTS } from './_flux';
import { GATEWAYS } from './_gateways';
import { NAMESPACES } from './_namespaces';
import { NETWORK } from './_network';
import { PODS } from './_pods';
import { RIGHTS } from './_rights';

const MUTATIONS = [...NETWORK, ...PODS, ...NAMESPACES, ...RIGHTS, ...FLUX_OBJECTS, ...ADMISSION];

function rulesThatNotice(change: Mutation[2], variant: Variant): string[] {
  const { model, files } = world(variant);
  const changed = new Map(files);
  change(changed);
  return verify(outputFiles(changed), model).map(({ id }) => id);
}

test.each(MUTATIONS)('%s: %s', (_, rule, change) => {
  expect(rulesThatNotice(change, {})).toContain(rule);
});

test.each(GATEWAYS)('%s: %s', (_, rule, change) => {
  expect(rulesThatNotice(change, { gateways: true })).toContain(rule);
});

test('each mutation names a rule that there is', () => {
  const ids = RULES.map(({ id }) => id);
  expect([...MUTATIONS, ...GATEWAYS].filter(([, rule]) => !ids.includes(rule))).toEqual([]);
});
