import { planChanges, printPlans } from '../../lib/plan';
import { sideOfOutput } from '../../lib/plan/plan';
import { synthesize } from '../../lib/synthesize';
import { planSentences } from '../../lib/words/sentences';
import { loadTenant } from '../support/rendered';

const HEAD = (charts: string) => `name: client-a
nodePool: { sources: [172.16.28.20] }
egress:
  proxies: [{ name: squid-a, address: 172.16.28.8 }]
registries: [registry.example.com]
${charts}`;

const redis = (version: string, more = '') =>
  `charts: [{ name: redis, chart: oci://registry.example.com/redis, version: ${version}, pods: []${more} }]\n`;

function side(charts: string) {
  const { loaded, errors } = loadTenant("  - { name: web, image: 'registry.example.com/web:1' }\n", HEAD(charts));
  if (!loaded) throw new Error(errors.join('\n'));
  return sideOfOutput(synthesize(loaded.model));
}

function plan(before: string, after: string) {
  const plans = planChanges(side(before), side(after));
  const sentences = planSentences(plans).map(({ kind, text }) => `${kind}: ${text}`);
  return {
    sentences: sentences.filter((each) => each.includes('chart') || each.includes('release')),
    text: printPlans(plans),
  };
}

const UNSEEN = 'its objects are in the registry and not in this plan';

test('a new chart is a sentence, and a line at its release', () => {
  const { sentences, text } = plan('', redis('20.1.0'));
  const installs = `installs the chart oci://registry.example.com/redis 20.1.0: ${UNSEEN}`;
  expect(sentences).toEqual([`runs: HelmRelease client-a/redis ${installs}, in development`]);
  expect(text).toContain(`+ HelmRelease client-a/redis\n        ! ${installs}`);
});

test.each([
  [
    'another version',
    redis('20.1.0'),
    redis('20.2.0'),
    `OCIRepository client-a/redis replaces the chart oci://registry.example.com/redis 20.1.0 by oci://registry.example.com/redis 20.2.0: its pods may restart, and ${UNSEEN}`,
  ],
  [
    'other values',
    redis('20.1.0'),
    redis('20.1.0', ', values: { replicas: 2 }'),
    'HelmRelease client-a/redis upgrades the release of oci://registry.example.com/redis 20.1.0: its pods may restart',
  ],
  [
    'no chart any more',
    redis('20.1.0'),
    '',
    'HelmRelease client-a/redis uninstalls the chart oci://registry.example.com/redis 20.1.0: its objects are deleted, and its claims stay',
  ],
])('%s is one', (_, before, after, sentence) => {
  expect(plan(before, after).sentences).toEqual([`runs: ${sentence}, in development`]);
});

test('a chart that stays as it is, is not mentioned', () => {
  expect(plan(redis('20.1.0'), redis('20.1.0')).text).toBe('no changes');
});
