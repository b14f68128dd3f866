import { RULES, verify } from '../../../lib/rules';
import { outputFiles, type Variant, world } from '../_world';
import { ADMISSION } from './_admission';
import { ARTIFACTS } from './_artifacts';
import type { Mutation } from './_edits';
import { FLUX_OBJECTS } from './_flux';
import { GATEWAYS } from './_gateways';
import { NAMESPACES } from './_namespaces';
import { NETWORK } from './_network';
import { PODS } from './_pods';
import { RIGHTS } from './_rights';

const MUTATIONS = [...NETWORK, ...PODS, ...NAMESPACES, ...RIGHTS, ...FLUX_OBJECTS, ...ADMISSION];

function expectToBeNoticed(id: string, change: Mutation[2], variant: Variant): void {
  const { model, files } = world(variant);
  const changed = new Map(files);
  change(changed);
  const rules = RULES.filter((rule) => rule.id === id);
  expect(verify(outputFiles(changed), model, rules).map((finding) => finding.id)).toContain(id);
}

test.each(MUTATIONS)('%s: %s', (_, rule, change) => expectToBeNoticed(rule, change, {}));

test.each(GATEWAYS)('%s: %s', (_, rule, change) => expectToBeNoticed(rule, change, { gateways: true }));

test.each(ARTIFACTS)('%s: %s', (_, rule, change) => expectToBeNoticed(rule, change, { artifacts: true }));

test('each mutation names a rule that there is', () => {
  const ids = RULES.map(({ id }) => id);
  expect([...MUTATIONS, ...GATEWAYS, ...ARTIFACTS].filter(([, rule]) => !ids.includes(rule))).toEqual([]);
});
