import { RULES, verify } from '../../../../lib/verify';
import { outputFiles, world } from '../_world';
import { ADMISSION } from './_admission';
import { FLUX_OBJECTS } from './_flux';
import { NAMESPACES } from './_namespaces';
import { NETWORK } from './_network';
import { PODS } from './_pods';
import { RIGHTS } from './_rights';

const MUTATIONS = [...NETWORK, ...PODS, ...NAMESPACES, ...RIGHTS, ...FLUX_OBJECTS, ...ADMISSION];

test.each(MUTATIONS)('%s: %s', (_, rule, change) => {
  const { model, files } = world();
  const changed = new Map(files);
  change(changed);
  const findings = verify(outputFiles(changed), model);
  expect(findings.map((finding) => finding.rule)).toContain(rule);
});

test('each mutation names a rule that there is', () => {
  const ids = RULES.map(({ id }) => id);
  expect(MUTATIONS.filter(([, rule]) => !ids.includes(rule))).toEqual([]);
});
