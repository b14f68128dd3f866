import { type Change, inContainer } from '../_change';
import { type Attack, container, type Pod, pod } from './_attack';
import { run, template } from './_attacks-on-pods';
import { claimed } from './_objects';

const KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'];

const images = (name: string) =>
  new RegExp(`images come from example\\.com, .*, and not ${name}\\. Use an image of these.*tenants/shop\\.yaml`);

function image(title: string, reference: string, completed: string): Attack {
  return run('e', title, images(completed.replaceAll('.', '\\.')), inContainer({ image: reference }));
}

const ID = /can be the ID of any image that is on the node\. Name the image with its registry and tag/;

function byId(title: string, reference: string): Attack {
  return run('e', title, ID, inContainer({ image: reference }));
}

/** What the quota's LimitRange has given the pod, which a merge patch would take away. */
const DEFAULTS = { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '100m', memory: '128Mi' } };

const elsewhere = inContainer({ image: 'evil.example/x:1' });

const hosts = (host: string) =>
  new RegExp(`probes and hooks reach the pod itself, and not ${host.replaceAll('.', '\\.')}\\. Remove host`);

function probe(title: string, key: string, handler: object): Attack {
  return run('e', title, hosts('34.160.111.145'), (spec) => {
    spec.containers[0][key] = handler;
  });
}

const HTTP = { httpGet: { host: '34.160.111.145', port: 443, scheme: 'HTTPS' } };
const TCP = { tcpSocket: { host: '34.160.111.145', port: 10250 } };

const audience = /no tokens for the audience .*\. Propose it under access\.audiences in tenants\/shop\.yaml/;

function token(...audiences: string[]): Change {
  return (spec) => {
    const sources = audiences.map((name, i) => ({ serviceAccountToken: { path: `t${i}`, audience: name } }));
    spec.volumes = [{ name: 't', projected: { sources } }];
  };
}

const GRACE = /pods end within an hour\. Set terminationGracePeriodSeconds to 3600 or less/;

function grace(seconds: number): Change {
  return { terminationGracePeriodSeconds: seconds };
}

function budget(title: string, says: RegExp, spec: object): Attack {
  const body = { metadata: { name: 'attack' }, spec: { selector: {}, ...spec } };
  return { way: 'j', title, says, method: 'POST', path: 'policy/v1:poddisruptionbudgets', body, tenantMay: true };
}

const NONE_GOES = /lets no pod go .* Set maxUnavailable to 1 or more/;
const ALL_STAY = /keeps all pods .* Set minAvailable below 100%/;

const FINALIZERS = /finalizers are those of the cluster’s controllers\. Remove .* from metadata\.finalizers/;

function finalizer(title: string, path: string, body: Pod, name = 'example.com/never'): Attack {
  const metadata = { name: 'attack', ...body.metadata, finalizers: [name] };
  return { way: 'j', title, says: FINALIZERS, method: 'POST', path, body: { ...body, metadata }, tenantMay: true };
}

const CLAIM = { spec: claimed() };

/** By policy: what it alone refuses, of what a pod, a budget or an object’s metadata can say. */
export const ATTACKS_BY_SPECS: Record<string, readonly Attack[]> = {
  'egress-tenant-images': [
    image('has the node ask another registry', 'evil.example/c2vjcmv0:k-data', 'evil.example/c2vjcmv0'),
    image('names an image by its digest', `evil.example/x@sha256:${'a'.repeat(64)}`, 'evil.example/x'),
    image('has the node ask another node', '172.16.28.21:10250/x:1', '172.16.28.21:10250/x'),
    image('has the node ask itself', 'localhost:10248/x', 'localhost:10248/x'),
    image('takes an image that is everybody’s', 'busybox', 'docker.io/library/busybox'),
    image('takes one of another owner', 'curlimages2/curl:1', 'docker.io/curlimages2/curl'),
    image('takes one of another port', 'registry.example.com/shop/x:1', 'registry.example.com/shop/x'),
    image('takes a host that begins alike', 'example.com.evil.example/x', 'example.com.evil.example/x'),
    image('writes the host in upper case', 'EXAMPLE.com/x', 'EXAMPLE.com/x'),
    image('leaves the folder again', 'docker.io/curlimages/../x', 'docker.io/curlimages/../x'),
    byId('takes an image that is on the node, by its ID', `sha256:${'a'.repeat(64)}`),
    byId('… by an ID that is shortened', 'sha256:3f8a4339aadda'),
    byId('… by its digits alone', 'cafe'),
    run('e', '… in an init container', ID, {
      initContainers: [{ ...container('init'), image: 'sha256:3f8a4339aadda' }],
    }),
    run('e', '… as a volume', ID, { volumes: [{ name: 'data', image: { reference: `sha256:${'a'.repeat(64)}` } }] }),
    {
      way: 'e',
      title: '… in an ephemeral container',
      says: ID,
      method: 'PATCH',
      path: 'pods/victim/ephemeralcontainers',
      body: { spec: { ephemeralContainers: [{ ...container('debugger'), image: 'sha256:3f8a4339aadda' }] } },
      tenantMay: false,
      alsoByRole: true,
    },
    run('e', 'has an init container of another registry', images('evil\\.example/x'), {
      initContainers: [{ ...container('init'), image: 'evil.example/x' }],
    }),
    run('e', 'mounts an image of another registry', images('evil\\.example/data'), {
      volumes: [{ name: 'data', image: { reference: 'evil.example/data:1' } }],
    }),
    {
      way: 'e',
      title: 'changes the image while it runs',
      says: images('evil\\.example/x'),
      method: 'PATCH',
      path: 'pods/victim',
      body: { spec: { containers: [{ ...container('a'), image: 'evil.example/x:1', resources: DEFAULTS }] } },
      tenantMay: true,
    },
    {
      way: 'e',
      title: 'gets an ephemeral container of another registry',
      says: images('evil\\.example/x'),
      method: 'PATCH',
      path: 'pods/victim/ephemeralcontainers',
      body: { spec: { ephemeralContainers: [{ ...container('debugger'), image: 'evil.example/x' }] } },
      tenantMay: false,
      alsoByRole: true,
    },
    {
      ...template('CronJob', ID, inContainer({ image: 'sha256:3f8a4339aadda' })),
      title: '… in a template',
    },
    ...KINDS.map((kind) => template(kind, images('evil\\.example/x'), elsewhere)),
  ],
  'egress-tenant-probes': [
    probe('has the node ask the internet, to see whether it lives', 'livenessProbe', HTTP),
    probe('… whether it is ready', 'readinessProbe', TCP),
    probe('… whether it has started', 'startupProbe', HTTP),
    probe('has the node ask the internet when it starts', 'lifecycle', { postStart: HTTP }),
    probe('has the node ask the internet when it ends', 'lifecycle', { preStop: HTTP }),
    probe('opens a connection when it ends', 'lifecycle', { preStop: TCP }),
    run('e', 'does so in a sidecar', hosts('34.160.111.145'), {
      initContainers: [{ ...container('side'), restartPolicy: 'Always', livenessProbe: TCP }],
    }),
    ...KINDS.map((kind) =>
      template(
        kind,
        hosts('169.254.42.42'),
        inContainer({ lifecycle: { postStart: { httpGet: { host: '169.254.42.42', port: 80 } } } }),
      ),
    ),
  ],
  'egress-tenant-tokens': [
    run('i', 'takes a token for a cloud', audience, token('sts.amazonaws.com')),
    run('i', 'takes one beside another that it may have', audience, token('vault', 'vault2')),
    run('i', 'takes one for a name that begins alike', audience, token('https://sts.example.com/other')),
    ...KINDS.map((kind) => template(kind, audience, token('sts.amazonaws.com'))),
  ],
  'egress-tenant-drain': [
    budget('lets no pod go', NONE_GOES, { maxUnavailable: 0 }),
    budget('lets no pod go, in percent', NONE_GOES, { maxUnavailable: '0%' }),
    budget('lets no pod go, in more zeros', NONE_GOES, { maxUnavailable: '00%' }),
    budget('keeps all pods', ALL_STAY, { minAvailable: '100%' }),
    budget('keeps all pods, with a zero before', ALL_STAY, { minAvailable: '0100%' }),
    run('j', 'takes 68 years to end', GRACE, grace(2_147_483_647)),
    run('j', 'takes a second more than an hour', GRACE, grace(3601)),
    run(
      'j',
      'takes so long when a probe ends it',
      GRACE,
      inContainer({ livenessProbe: { tcpSocket: { port: 80 }, terminationGracePeriodSeconds: 7200 } }),
    ),
    run('j', '… and a startup probe of a sidecar', GRACE, (spec) => {
      const startupProbe = { tcpSocket: { port: 80 }, terminationGracePeriodSeconds: 7200 };
      spec.initContainers = [{ ...container('side'), restartPolicy: 'Always', startupProbe }];
    }),
    {
      way: 'j',
      title: 'takes so long from its being deleted on',
      says: GRACE,
      method: 'DELETE',
      path: 'pods/running?gracePeriodSeconds=2147483647',
      tenantMay: true,
    },
    ...KINDS.map((kind) => template(kind, GRACE, grace(7200))),
  ],
  'egress-tenant-finalizers': [
    finalizer('keeps a ConfigMap for ever', 'configmaps', {}),
    finalizer('keeps a Secret for ever', 'secrets', {}),
    finalizer('keeps a pod for ever', 'pods', pod('attack')),
    finalizer('keeps a service for ever', 'services', { spec: { ports: [{ port: 80 }] } }),
    finalizer('keeps a claim for ever', 'persistentvolumeclaims', CLAIM),
    finalizer('keeps a budget for ever', 'policy/v1:poddisruptionbudgets', { spec: { selector: {} } }),
    finalizer('uses the name of a controller where it does not look', 'configmaps', {}, 'kubernetes.io/pvc-protection'),
    finalizer('uses the name of a controller that is none', 'persistentvolumeclaims', CLAIM, 'kubernetes.io/never'),
    {
      way: 'j',
      title: 'adds a finalizer later',
      says: FINALIZERS,
      method: 'PATCH',
      path: 'services/web',
      body: { metadata: { finalizers: ['example.com/never'] } },
      tenantMay: true,
    },
  ],
};
