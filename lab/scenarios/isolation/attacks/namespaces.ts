import { adding } from '../../_objects';
import { accepted, short } from '../_attempts';
import { type Attack, refused } from '../_types';
import { PERSON, type World } from '../_world';

const RBAC = 'rbac.authorization.k8s.io';
const FOLDER = 'dist/overlays/development/client-a/guardrails';
const KUSTOMIZATION = 'client-egress-dev-client-a';

/** A namespace that lies there with a Secret, and settings that name it: merged, and applied by Flux. */
function takeover(name: string, title: string, before: Readonly<Record<string, string>>): Attack {
  const secret = `/api/v1/namespaces/${name}/secrets/found`;
  const labels = { tenant: 'client-a', 'network/isolation': 'egress-proxy' };
  const rendered = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } },
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'RoleBinding',
      metadata: { name: 'egress-tenant', namespace: name },
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'egress-tenant' },
      subjects: [{ apiGroup: RBAC, kind: 'Group', name: PERSON.groups?.[0] as string }],
    },
  ];
  return {
    name,
    way: 'c',
    title,
    locks: ['admission-adoption'],
    exclusive: true,
    attempt: async (world) => {
      const { api } = world.lab;
      const found = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: before } };
      await api.create('/api/v1/namespaces', JSON.stringify(found));
      world.forget(`/api/v1/namespaces/${name}`);
      await api.create(
        `/api/v1/namespaces/${name}/secrets`,
        JSON.stringify({ metadata: { name: 'found' }, stringData: { password: 'x' } }),
      );
      const added = adding(world.cluster.project.output, FOLDER, rendered);
      try {
        const words = await applies(world, added.changes, 'Name a namespace');
        const answer = await world.person.request('GET', secret);
        return answer.status === 200 ? accepted(answer) : refused(`Flux: ${short(words)}`);
      } finally {
        await applies(world, added.undo, 'Name it no more');
      }
    },
  };
}

/** Merges something, and resolves with what Flux says when it has tried it. */
async function applies(world: World, changes: Readonly<Record<string, string | null>>, why: string): Promise<string> {
  const { flux, source } = world.lab;
  const commit = await source.push(changes, why);
  return world.lab.waitFor(`Flux has tried ${commit}`, async () => {
    const tried = (await flux.kustomization(KUSTOMIZATION))?.status?.lastAttemptedRevision;
    const ready = await flux.condition(KUSTOMIZATION);
    return tried?.endsWith(commit) && ready && ready.status !== 'Unknown' ? ready.message : undefined;
  });
}

export const NAMESPACES: readonly Attack[] = [
  takeover('monitoring', 'has its settings name a namespace of someone else, and reads the Secrets there', {}),
  takeover('left-behind', 'has its settings name the namespace that a removed tenant has left, with its Secrets', {
    tenant: 'client-z',
    'network/isolation': 'egress-proxy',
  }),
];
