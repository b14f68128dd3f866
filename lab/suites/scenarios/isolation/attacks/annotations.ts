import type { KubernetesObject } from '../../../../cluster/api';
import { WEB } from '../../../../machine/topology';
import { deployment, pod } from '../../tenant-repository/_shop';
import { accepted, both, curl, leaves, podObject, short, soon } from '../_attempts';
import { type Attack, type Outcome, refused, through } from '../_types';
import { inNamespace, METADATA, type World } from '../_world';

const ADDRESSES = 'cni.projectcalico.org/podIPs';
const LOCKS = ['admission-annotations', 'global-policy'];
const MERGE = 'application/merge-patch+json';

type Annotations = Readonly<Record<string, string>>;

/** A pod that is scheduled and never starts, since a Secret is missing: it has no address of its own in its status. */
function ghost(): KubernetesObject['spec'] {
  return pod((spec) => {
    spec.volumes = [{ name: 'never', secret: { secretName: 'not-there' } }];
    spec.containers[0].volumeMounts = [{ name: 'never', mountPath: '/never' }];
  });
}

function annotated(object: KubernetesObject, annotations: Annotations): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, annotations } };
}

/** Creates something by which a pod that never starts has the web's address, and asks the web from another pod. */
function opens(name: string, title: string, collection: string, object: KubernetesObject): Attack {
  return {
    name,
    way: 'a',
    title,
    locks: LOCKS,
    stains: true,
    attempt: (world) =>
      both(world.create(collection, object).then(accepted), () => soon(world, () => leaves(world, name), 15)),
  };
}

function opensByPod(name: string, title: string, annotations: Annotations): Attack {
  return opens(name, title, 'pods', annotated(podObject(name, ghost()), annotations));
}

/** Whether the API server takes it is all: the software that would act on it is not in the lab. */
function isTaken(
  name: string,
  title: string,
  collection: string,
  object: KubernetesObject,
  way: 'g' | 'h' = 'g',
): Attack {
  const attempt = async (world: World) => accepted(await world.create(collection, object));
  return { name, way, title, locks: ['admission-annotations'], attempt };
}

function podIsTaken(name: string, title: string, annotations: Annotations): Attack {
  return isTaken(name, title, 'pods', annotated(podObject(name, pod()), annotations));
}

function service(name: string, annotations: Annotations): KubernetesObject {
  const spec = { clusterIP: 'None', selector: { app: 'x' }, ports: [{ port: 80 }] };
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, annotations }, spec };
}

function claim(name: string, annotations: Annotations): KubernetesObject {
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, annotations }, spec };
}

/** A workload whose pods never start, and have an address by their template. */
function workload(name: string, apiVersion: string, kind: string): KubernetesObject {
  const { spec } = deployment(ghost()) as KubernetesObject;
  const labels = { app: name };
  const template = { metadata: { labels, annotations: { [ADDRESSES]: `${WEB}/32` } }, spec: spec.template.spec };
  return { apiVersion, kind, metadata: { name }, spec: { selector: { matchLabels: labels }, template } };
}

/** Each becomes a member of the set behind `podSelector: {}`. */
function many(): string {
  const filler = Array.from({ length: 511 }, (_, i) => `198.18.${i >> 8}.${i & 255}`);
  return [...filler, WEB].join(',');
}

async function readsMetadata(world: World): Promise<Outcome> {
  const words = await curl(world, `http://${METADATA}/`);
  return words.includes('metadata of the node') ? through(short(words)) : refused(short(words));
}

export const ANNOTATIONS: readonly Attack[] = [
  opensByPod('ghost-pod', 'gives a pod that never starts the address of a web server, by Calico’s annotation', {
    [ADDRESSES]: `${WEB}/32`,
  }),
  opensByPod('ghost-pod-singular', 'does the same by the older annotation', {
    'cni.projectcalico.org/podIP': `${WEB}/32`,
  }),
  opensByPod('ghost-pod-of-a-cloud', 'does the same by the annotation of another cloud, which Calico reads too', {
    'vpc.amazonaws.com/pod-ips': WEB,
  }),
  opensByPod('ghost-pod-of-many', 'gives one pod 512 addresses', { [ADDRESSES]: many() }),
  opens(
    'ghost-deployment',
    'does it by the template of a Deployment',
    'apps/v1:deployments',
    workload('ghost-deployment', 'apps/v1', 'Deployment'),
  ),
  opens(
    'ghost-daemonset',
    'does it by the template of a DaemonSet',
    'apps/v1:daemonsets',
    workload('ghost-daemonset', 'apps/v1', 'DaemonSet'),
  ),
  {
    name: 'ghost-annotated-later',
    way: 'a',
    title: 'annotates a pod that it has created without',
    locks: LOCKS,
    stains: true,
    attempt: async (world) => {
      const name = 'ghost-annotated-later';
      await world.create('pods', podObject(name, ghost()));
      const patch = JSON.stringify({ metadata: { annotations: { [ADDRESSES]: `${WEB}/32` } } });
      const answer = world.person.request('PATCH', inNamespace(`pods/${name}`), patch, MERGE).then(accepted);
      return both(answer, () => soon(world, () => leaves(world, name), 8));
    },
  },
  {
    name: 'ghost-metadata',
    way: 'g',
    title: 'gives a pod that never starts the address of the metadata service, and asks that',
    locks: LOCKS,
    stains: true,
    attempt: (world) => {
      const object = annotated(podObject('ghost-metadata', ghost()), { [ADDRESSES]: `${METADATA}/32` });
      return both(world.create('pods', object).then(accepted), () => soon(world, () => readsMetadata(world), 8));
    },
  },
  podIsTaken('calico-address', 'chooses the address of its pod', {
    'cni.projectcalico.org/ipAddrs': '["172.16.28.9"]',
  }),
  podIsTaken('multus', 'has Multus add a network to its pod', { 'k8s.v1.cni.cncf.io/networks': 'host-network' }),
  podIsTaken('external-dns-pod', 'publishes a public name for its pod', {
    'external-dns.alpha.kubernetes.io/hostname': 'api.client-b.example',
  }),
  isTaken(
    'external-dns-service',
    'publishes the other tenant’s public name for an address of its choice',
    'services',
    service('external-dns-service', {
      'external-dns.alpha.kubernetes.io/hostname': 'api.client-b.example',
      'external-dns.alpha.kubernetes.io/target': '1.2.3.4',
    }),
  ),
  isTaken(
    'load-balancer-by-annotation',
    'names a load balancer of the cloud that is not its own',
    'services',
    service('load-balancer-by-annotation', { 'service.beta.kubernetes.io/scw-loadbalancer-id': 'fr-par-1/0' }),
  ),
  isTaken(
    'storage-by-annotation',
    'tells a storage driver by a claim',
    'persistentvolumeclaims',
    claim('storage-by-annotation', { 'csi.example.com/pool': 'of-others' }),
    'h',
  ),
];
