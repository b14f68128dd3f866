import { verify } from '../../lib/rules';
import { environmentText } from '../support/settings';
import { outputFiles, render, SETTINGS } from './_world';
import { swap, WEB } from './mutations/_edits';

const MACHINES = { infrastructure: { cluster: 'kapsule', create: { version: '1.35', nodeType: 'DEV1-M' } } };

/** What the rule says of a Deployment with a field that 1.35 has and 1.34 does not. */
function found(environment: Parameters<typeof environmentText>[1]): string[] {
  const pools = Object.entries(SETTINGS).map(([path, text]) => [
    path,
    text.includes('nodePool: {')
      ? text.replace('nodePool: {', 'nodePool: { nodeType: DEV1-M,')
      : text.replace('egress:', 'nodePool: { nodeType: DEV1-M }\negress:'),
  ]);
  const { model, files } = render({
    ...Object.fromEntries(pools),
    'overlays/production.ts': environmentText('production', environment),
  });
  const changed = new Map(files);
  swap(WEB, /( +)automountServiceAccountToken: false\n/, '$&$1workloadRef: { name: w, podGroup: g }\n')(changed);
  return verify(outputFiles(changed), model)
    .filter(({ id, environment }) => id === 'invalid-object' && environment === 'production')
    .map(({ path, message }) => `${path}: ${message}`);
}

const MESSAGE = 'spec.template.spec.workloadRef: there is no such field';

test.each([
  ['no version: a version that we have the schemas of would refuse it', {}, [`${MESSAGE} (Kubernetes 1.34)`]],
  ['1.34', { version: '1.34' }, [MESSAGE]],
  ['1.34 with its release', { version: '1.34.4' }, [MESSAGE]],
  ['1.33, by the schemas of 1.34', { version: '1.33' }, [MESSAGE]],
  ['1.35', { version: '1.35' }, []],
  ['1.36, by the schemas of 1.35', { version: '1.36.1' }, []],
])('a field of 1.35 on %s', (_, cluster, messages) => {
  expect(found({ cluster })).toEqual(messages);
});

test('the version that Terraform makes the cluster with counts, and the cluster’s own goes before it', () => {
  expect(found(MACHINES)).toEqual([]);
  expect(found({ ...MACHINES, cluster: { version: '1.34' } })).toEqual([MESSAGE]);
});
