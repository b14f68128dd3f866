import type { KubernetesObject } from '../../../../cluster/api';
import { WEB } from '../../../../machine/topology';
import { accepted, asks, both, leaves, soon } from '../_attempts';
import { attacks, type Row } from '../_types';
import { inNamespace, NAMESPACE, type World } from '../_world';

const CONTROLS = ['tenant-role', 'admission-guardrails'];
const MARKS = ['tenant-role', 'admission-namespaces'];
const NETWORK = 'networking.k8s.io/v1:networkpolicies';
const ITSELF = `/api/v1/namespaces/${NAMESPACE}`;

function marks(title: string, metadata: object, controls = MARKS): Row {
  return { title, controls, stains: true, attempt: (world) => asks(world, 'PATCH', ITSELF, { metadata }) };
}

/** Adds something to the namespace, and then leaves. */
async function opens(world: World, apiVersion: string, name: string, spec: object, kind = 'NetworkPolicy') {
  const object = { apiVersion, kind, metadata: { name }, spec };
  const collection = `${apiVersion}:${kind.replace(/y$/, 'ies').toLowerCase()}`;
  const created = world.create(collection, object).then(accepted);
  return both(created, () => soon(world, () => leaves(world, name)));
}

/** An object by which Cilium takes the web's address for that of a pod of the tenant's. */
async function endpoint(world: World, name: string): Promise<KubernetesObject> {
  const { metadata, status } = await world.podOf(NAMESPACE, 'agent');
  const own = await world.lab.api.get(inNamespace(`cilium.io/v2:ciliumendpoints/${metadata.name}`));
  return {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumEndpoint',
    metadata: { name },
    status: {
      id: 4242,
      identity: own?.status.identity ?? {},
      networking: { node: status.hostIP, addressing: [{ ipv4: WEB }] },
      state: 'ready',
    },
  };
}

export const OWN_GUARDRAILS = attacks('c', CONTROLS, {
  'delete-policies': {
    title: 'deletes its network policies, and leaves past its proxy',
    controls: [...CONTROLS, 'global-policy'],
    stains: true,
    attempt: (world) => both(asks(world, 'DELETE', NETWORK), () => soon(world, () => leaves(world, 'delete-policies'))),
  },
  'open-policy': {
    title: 'adds a network policy that allows everything, and leaves past its proxy',
    controls: [...CONTROLS, 'global-policy'],
    stains: true,
    attempt: (world) =>
      opens(world, 'networking.k8s.io/v1', 'open-policy', { podSelector: {}, policyTypes: ['Egress'], egress: [{}] }),
  },
  'calico-policy': {
    title: 'adds a policy of Calico’s own kind, which comes first, and leaves past its proxy',
    about: 'calico',
    stains: true,
    attempt: (world) =>
      opens(world, 'crd.projectcalico.org/v1', 'default.calico-policy', {
        order: -1,
        selector: 'all()',
        types: ['Egress'],
        egress: [{ action: 'Allow' }],
      }),
  },
  'cilium-policy': {
    title: 'adds a policy of Cilium’s own kind, which allows everything, and leaves past its proxy',
    about: 'cilium',
    stains: true,
    attempt: (world) => {
      const spec = { endpointSelector: {}, egress: [{ toEntities: ['all'] }] };
      return opens(world, 'cilium.io/v2', 'cilium-policy', spec, 'CiliumNetworkPolicy');
    },
  },
  'cilium-endpoint': {
    title: 'says that a web server has the address of a pod of its own, by Cilium’s kind for pods',
    about: 'cilium',
    stains: true,
    attempt: async (world, name) => {
      const created = world.create('cilium.io/v2:ciliumendpoints', await endpoint(world, name)).then(accepted);
      return both(created, () => soon(world, () => leaves(world, name)));
    },
  },
  'unmark-namespace': marks('takes the label off its namespace by which policies know it', {
    labels: { 'network/isolation': null },
  }),
  'unrestrict-namespace': marks('takes Pod Security off its namespace', {
    labels: { 'pod-security.kubernetes.io/enforce': 'privileged' },
  }),
  'rename-namespace': marks('says that its namespace is the other tenant’s', { labels: { tenant: 'client-b' } }, [
    ...MARKS,
    'admission-adoption',
  ]),
  'other-nodes': marks('says that the other tenant’s nodes are its own', {
    annotations: { 'node-pool': 'client-b-pool' },
  }),
  'delete-namespace': {
    title: 'deletes its namespace, to have one made without marks',
    controls: MARKS,
    attempt: (world) => asks(world, 'DELETE', `${ITSELF}?dryRun=All`),
  },
});
