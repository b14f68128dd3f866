import type { KubernetesObject, User } from '../../../../cluster/api';
import { accepted, soon } from '../_attempts';
import { attacks, type Row } from '../_types';
import { PERSON, type World } from '../_world';

const RBAC = 'rbac.authorization.k8s.io';
const FLUX: User = {
  name: 'system:serviceaccount:flux-system:kustomize-controller',
  groups: ['system:serviceaccounts', 'system:serviceaccounts:flux-system'],
};

/**
 * A namespace that lies there with a Secret, and settings that name it, as Flux applies them: by request. A commit would
 * have Flux put the control back that is taken away; with a commit it is tried in the scenarios of releases.
 */
function takeover(title: string, before: Readonly<Record<string, string>>): Row {
  return {
    title,
    attempt: async (world, name) => {
      const { api } = world.lab;
      const path = `/api/v1/namespaces/${name}`;
      const labels = { tenant: 'client-a', 'network/isolation': 'egress-proxy' };
      const binding = {
        apiVersion: `${RBAC}/v1`,
        kind: 'RoleBinding',
        metadata: { name: 'egress-tenant', namespace: name },
        roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'egress-tenant' },
        subjects: [{ apiGroup: RBAC, kind: 'Group', name: PERSON.groups?.[0] as string }],
      };
      await api.create('/api/v1/namespaces', namespace(name, before));
      world.forget(path);
      const secret = { metadata: { name: 'found' }, stringData: { password: 'x' } };
      await api.create(`${path}/secrets`, secret);
      const taken = accepted(await applied(world, path, namespace(name, labels)));
      if (!taken.through) return taken;
      await applied(world, `/apis/${RBAC}/v1/namespaces/${name}/rolebindings/egress-tenant`, binding);
      // The binding takes a moment.
      return soon(world, async () => accepted(await world.person.request('GET', `${path}/secrets/found`)));
    },
  };
}

function namespace(name: string, labels: Readonly<Record<string, string>>): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

function applied(world: World, path: string, object: object) {
  const query = 'fieldManager=kustomize-controller&force=true';
  const type = 'application/apply-patch+yaml';
  return world.lab.api.as(FLUX).request('PATCH', `${path}?${query}`, object, type);
}

export const NAMESPACES = attacks('c', ['admission-adoption'], {
  monitoring: takeover('has its settings name a namespace of someone else, and reads the Secrets there', {}),
  'left-behind': takeover('has its settings name the namespace that a removed tenant has left, with its Secrets', {
    tenant: 'client-z',
    'network/isolation': 'egress-proxy',
  }),
});
