import type { KubernetesObject } from '../../../../cluster/api';
import { WEB } from '../../../../machine/topology';
import { pod } from '../../tenant-repository/_shop';
import { accepted, asksTheWeb, both, curl, leaves, outcomeOf, podObject, short, soon } from '../_attempts';
import { attacks, type Outcome, type Row, refused, through } from '../_types';
import { inNamespace, METADATA, NAMESPACE, type World } from '../_world';

const ADDRESSES = 'cni.projectcalico.org/podIPs';
const CONTROLS = ['admission-annotations', 'global-policy'];

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
function opens(title: string, collection: string, objectOf: (name: string) => KubernetesObject): Row {
  return {
    title,
    about: 'calico',
    stains: true,
    attempt: (world, name) =>
      both(world.create(collection, objectOf(name)).then(accepted), () => soon(world, () => leaves(world, name), 15)),
  };
}

function opensByPod(title: string, annotations: Annotations): Row {
  return opens(title, 'pods', (name) => annotated(podObject(name, ghost()), annotations));
}

/** Whether the API server takes it is all: the software that would act on it is not in the lab. */
function isTaken(title: string, kind: string, annotations: Annotations, spec: object, way: 'g' | 'h' = 'g'): Row {
  const collection = `${kind.toLowerCase()}s`;
  const objectOf = (name: string) => annotated({ apiVersion: 'v1', kind, metadata: { name }, spec }, annotations);
  const attempt = async (world: World, name: string) => accepted(await world.create(collection, objectOf(name)));
  return { way, title, controls: ['admission-annotations'], attempt };
}

function podIsTaken(title: string, annotations: Annotations): Row {
  return isTaken(title, 'Pod', annotations, pod());
}

function serviceIsTaken(title: string, annotations: Annotations): Row {
  return isTaken(title, 'Service', annotations, { clusterIP: 'None', selector: { app: 'x' }, ports: [{ port: 80 }] });
}

/** A workload whose pods never start, and have an address by their template. */
function opensByTemplate(kind: 'Deployment' | 'DaemonSet'): Row {
  return opens(`does it by the template of a ${kind}`, `apps/v1:${kind.toLowerCase()}s`, (name) => {
    const labels = { app: name };
    const template = { metadata: { labels, annotations: { [ADDRESSES]: `${WEB}/32` } }, spec: ghost() };
    return { apiVersion: 'apps/v1', kind, metadata: { name }, spec: { selector: { matchLabels: labels }, template } };
  });
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

export const ANNOTATIONS = attacks('a', CONTROLS, {
  'ghost-pod': opensByPod('gives a pod that never starts the address of a web server, by Calico’s annotation', {
    [ADDRESSES]: `${WEB}/32`,
  }),
  'ghost-pod-singular': opensByPod('does the same by the older annotation', {
    'cni.projectcalico.org/podIP': `${WEB}/32`,
  }),
  'ghost-pod-of-a-cloud': opensByPod('does the same by the annotation of another cloud, which Calico reads too', {
    'vpc.amazonaws.com/pod-ips': WEB,
  }),
  'ghost-pod-of-many': opensByPod('gives one pod 512 addresses', { [ADDRESSES]: many() }),
  'ghost-deployment': opensByTemplate('Deployment'),
  'ghost-daemonset': opensByTemplate('DaemonSet'),
  'ghost-annotated-later': {
    title: 'annotates a pod that it has created without',
    about: 'calico',
    stains: true,
    attempt: async (world) => {
      const name = 'ghost-annotated-later';
      await world.create('pods', podObject(name, ghost()));
      const patch = { metadata: { annotations: { [ADDRESSES]: `${WEB}/32` } } };
      const answer = world.person.request('PATCH', inNamespace(`pods/${name}`), patch).then(accepted);
      return both(answer, () => soon(world, () => leaves(world, name), 8));
    },
  },
  'ghost-metadata': {
    way: 'g',
    title: 'gives a pod that never starts the address of the metadata service, and asks that',
    about: 'calico',
    stains: true,
    attempt: (world) => {
      const object = annotated(podObject('ghost-metadata', ghost()), { [ADDRESSES]: `${METADATA}/32` });
      return both(world.create('pods', object).then(accepted), () => soon(world, () => readsMetadata(world), 8));
    },
  },
  'host-label': {
    title: 'gives its pod the label by which Cilium takes it for a host, and leaves past its proxy',
    about: 'cilium',
    controls: ['admission-annotations'],
    attempt: async (world, name) => {
      const created = await world.create('pods', podObject(name, pod(), { host: '' }));
      if (created.status >= 300) return accepted(created);
      await outcomeOf(world, name, 'Running');
      const path = `past/${name}`;
      const get = ['curl', '-s', '--noproxy', '*', '--max-time', '2', `http://${WEB}/${path}`];
      return soon(world, () =>
        asksTheWeb(world, path, async () => short((await world.lab.exec(NAMESPACE, name, get)).stdout)),
      );
    },
  },
  'calico-address': podIsTaken('chooses the address of its pod', {
    'cni.projectcalico.org/ipAddrs': '["172.16.28.9"]',
  }),
  multus: podIsTaken('has Multus add a network to its pod', { 'k8s.v1.cni.cncf.io/networks': 'host-network' }),
  'external-dns-pod': podIsTaken('publishes a public name for its pod', {
    'external-dns.alpha.kubernetes.io/hostname': 'api.client-b.example',
  }),
  'external-dns-service': serviceIsTaken('publishes the other tenant’s public name for an address of its choice', {
    'external-dns.alpha.kubernetes.io/hostname': 'api.client-b.example',
    'external-dns.alpha.kubernetes.io/target': '1.2.3.4',
  }),
  'load-balancer-by-annotation': serviceIsTaken('names a load balancer of the cloud that is not its own', {
    'service.beta.kubernetes.io/scw-loadbalancer-id': 'fr-par-1/0',
  }),
  'storage-by-annotation': isTaken(
    'tells a storage driver by a claim',
    'PersistentVolumeClaim',
    { 'csi.example.com/pool': 'of-others' },
    { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    'h',
  ),
});
