import { accepted, asks, short } from '../_attempts';
import { theirCiphertext } from '../_settings';
import { attacks, type Outcome, refused, through } from '../_types';
import { inNamespace, type World } from '../_world';

const GROUP = 'external-secrets.io/v1';
const OWN_STORE = { kind: 'SecretStore', name: 'tenant-store' };
const WRITES = ['tenant-role', 'admission-guardrails'];
const DATA = [{ secretKey: 'password', remoteRef: { key: 'partner/sftp', property: 'password' } }];

async function writes(world: World, kind: string, name: string, spec: object): Promise<Outcome> {
  const object = { apiVersion: GROUP, kind, metadata: { name }, spec };
  return accepted(await world.create(`${GROUP}:${kind.toLowerCase()}s`, object));
}

/** Copies a ciphertext into its own folder of the platform's repository, and looks for what it means. */
function copies(world: World, name: string, text: string): Promise<Outcome> {
  const path = inNamespace(`secrets/${name}`);
  return world.merged(name, text, async (said) => {
    const secret = await world.lab.api.get(path);
    if (!secret) return refused(`Flux: ${short(said)}`);
    return through(`it reads “${Buffer.from(secret.data.password, 'base64').toString()}”`);
  });
}

/** What a tenant tries with Secrets that come from Git or from a provider. */
export const SECRETS = attacks('i', ['admission-external-secrets'], {
  'copied-ciphertext': {
    title: 'has another tenant’s encrypted Secret merged into its own folder',
    controls: ['key-per-tenant'],
    exclusive: true,
    attempt: (world, name) => copies(world, name, theirCiphertext(name)),
  },
  'changed-recipients': {
    title: 'does so after writing its own recipient into the file, which `check` then takes for its own',
    controls: ['key-per-tenant'],
    exclusive: true,
    attempt: (world, name) => copies(world, name, theirCiphertext(name, 'client-a')),
  },
  'cluster-store': {
    title: 'reads from a ClusterSecretStore',
    attempt: (world, name) =>
      writes(world, 'ExternalSecret', name, {
        secretStoreRef: { kind: 'ClusterSecretStore', name: 'platform' },
        data: DATA,
      }),
  },
  'store-of-one-entry': {
    title: 'names its own store, and another one for one entry',
    attempt: (world, name) =>
      writes(world, 'ExternalSecret', name, {
        secretStoreRef: OWN_STORE,
        data: [{ ...DATA[0], sourceRef: { storeRef: { kind: 'ClusterSecretStore', name: 'platform' } } }],
      }),
  },
  'token-by-operator': {
    title: 'has the operator write a Secret that the API server fills with a token of an account',
    attempt: (world, name) =>
      writes(world, 'ExternalSecret', name, {
        secretStoreRef: OWN_STORE,
        data: DATA,
        target: { template: { type: 'kubernetes.io/service-account-token' } },
      }),
  },
  'store-of-its-own': {
    title: 'makes a store with another tenant’s role at the provider',
    controls: WRITES,
    attempt: (world, name) =>
      writes(world, 'SecretStore', name, {
        provider: { vault: { server: 'https://vault.example.com', auth: { kubernetes: { role: 'client-c' } } } },
      }),
  },
  'role-of-the-other': {
    title: 'gives its store another tenant’s role at the provider',
    controls: WRITES,
    attempt: (world) =>
      asks(world, 'PATCH', `${inNamespace(`${GROUP}:secretstores/tenant-store`)}?dryRun=All`, {
        spec: { provider: { vault: { auth: { kubernetes: { role: 'client-c' } } } } },
      }),
  },
});
