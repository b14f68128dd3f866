import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { KubernetesObject } from '../../../cluster/api';
import { patience } from '../../../mutants/apply';
import { fileOf } from '../_objects';
import type { Ask } from './_context';

interface Mistake {
  readonly commit: string;
  readonly says: RegExp;
  readonly edit: (deployment: KubernetesObject) => string;
}

const MISTAKES: readonly Mistake[] = [
  { commit: 'that is no YAML', says: /deployment-web\.yaml|yaml/i, edit: () => 'kind: [' },
  {
    commit: 'with a value that the API server refuses',
    says: /Deployment\/client-a-demo\/web.*spec\.replicas: Invalid value: -1/s,
    edit: (deployment) => {
      deployment.spec.replicas = -1;
      return stringify(deployment);
    },
  },
  {
    commit: 'that changes what cannot be changed',
    says: /Deployment\/client-a-demo\/web.*immutable/s,
    edit: (deployment) => {
      const labels = { 'app.kubernetes.io/name': 'web', 'app.kubernetes.io/part-of': 'shop' };
      deployment.spec.selector.matchLabels = labels;
      Object.assign(deployment.spec.template.metadata.labels, labels);
      return stringify(deployment);
    },
  },
];

/** Commits that past every check came to be in the repository. */
export function mistakes(ask: Ask): void {
  test.each(MISTAKES)('a commit $commit leaves alone what runs, and the status says why', async ({ edit, says }) => {
    const { cluster } = ask();
    const { lab, project } = cluster;
    const identities = async () => (await cluster.pods('client-a-demo', 'web')).map(({ metadata }) => metadata.uid);
    const read = (file: string) => parse(readFileSync(join(project.output, file), 'utf8')) as KubernetesObject;
    const deployment = fileOf(project.output, 'Deployment', 'web', 'dist/base/client-a');
    const quota = fileOf(project.output, 'ResourceQuota', 'tenant-quota', 'dist/base/client-a');
    const [name] = cluster.kustomizations() as [string];
    const before = await identities();

    const good = read(quota);
    good.spec.hard.pods = '11';
    await lab.source.push({ [deployment]: edit(read(deployment)), [quota]: stringify(good) }, 'Break it');
    const failed = async () => {
      const condition = await lab.flux.condition(name);
      return condition?.status === 'False' ? condition.message : undefined;
    };
    expect(await lab.waitFor('the status says that it failed', failed, patience())).toMatch(says);

    expect(await identities()).toEqual(before);
    const kept = await lab.api.get('/api/v1/namespaces/client-a-demo/resourcequotas/tenant-quota');
    expect(kept?.spec.hard.pods).toBe('10');
    expect(await cluster.seenAs('client-a-demo', 'web')).toBe('203.0.113.10');
  });
}
