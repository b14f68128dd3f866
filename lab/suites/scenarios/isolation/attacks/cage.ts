import type { KubernetesObject } from '../../../../cluster/api';
import { accepted, asks, both, leaves, soon } from '../_attempts';
import type { Attack } from '../_types';
import { NAMESPACE, type World } from '../_world';

const LOCKS = ['tenant-role', 'admission-cage'];
const MARKS = ['tenant-role', 'admission-namespaces'];
const NETWORK = 'networking.k8s.io/v1:networkpolicies';
const ITSELF = `/api/v1/namespaces/${NAMESPACE}`;

function named(apiVersion: string, kind: string, name: string, spec: object): KubernetesObject {
  return { apiVersion, kind, metadata: { name }, spec };
}

function marks(name: string, title: string, metadata: object, locks = MARKS): Attack {
  return {
    name,
    way: 'c',
    title,
    locks,
    stains: true,
    attempt: (world) => asks(world, 'PATCH', ITSELF, { metadata }),
  };
}

/** Puts something into the cage, and then leaves. */
async function opens(world: World, collection: string, object: KubernetesObject) {
  const created = world.create(collection, object).then(accepted);
  return both(created, () => soon(world, () => leaves(world, object.metadata.name)));
}

export const CAGE: readonly Attack[] = [
  {
    name: 'delete-policies',
    way: 'c',
    title: 'deletes its network policies, and leaves past its proxy',
    locks: [...LOCKS, 'global-policy'],
    stains: true,
    attempt: (world) => both(asks(world, 'DELETE', NETWORK), () => soon(world, () => leaves(world, 'delete-policies'))),
  },
  {
    name: 'open-policy',
    way: 'c',
    title: 'adds a network policy that allows everything, and leaves past its proxy',
    locks: [...LOCKS, 'global-policy'],
    stains: true,
    attempt: (world) =>
      opens(
        world,
        NETWORK,
        named('networking.k8s.io/v1', 'NetworkPolicy', 'open-policy', {
          podSelector: {},
          policyTypes: ['Egress'],
          egress: [{}],
        }),
      ),
  },
  {
    name: 'calico-policy',
    way: 'c',
    title: 'adds a policy of the network engine’s own kind, which comes first, and leaves past its proxy',
    locks: LOCKS,
    stains: true,
    attempt: (world) =>
      opens(
        world,
        'crd.projectcalico.org/v1:networkpolicies',
        named('crd.projectcalico.org/v1', 'NetworkPolicy', 'default.calico-policy', {
          order: -1,
          selector: 'all()',
          types: ['Egress'],
          egress: [{ action: 'Allow' }],
        }),
      ),
  },
  marks('unmark-namespace', 'takes the label off its namespace by which policies know it', {
    labels: { 'network/isolation': null },
  }),
  marks('unrestrict-namespace', 'takes Pod Security off its namespace', {
    labels: { 'pod-security.kubernetes.io/enforce': 'privileged' },
  }),
  marks('rename-namespace', 'says that its namespace is the other tenant’s', { labels: { tenant: 'client-b' } }, [
    ...MARKS,
    'admission-adoption',
  ]),
  marks('other-nodes', 'says that the other tenant’s nodes are its own', {
    annotations: { 'node-pool': 'client-b-pool' },
  }),
  {
    name: 'delete-namespace',
    way: 'c',
    title: 'deletes its namespace, to have one made without marks',
    locks: MARKS,
    attempt: (world) => asks(world, 'DELETE', `${ITSELF}?dryRun=All`),
  },
];
