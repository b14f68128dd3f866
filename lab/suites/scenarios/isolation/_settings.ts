import { join } from 'node:path';
import { loadModel, type Model, type Tenant } from '../../../../lib';
import { type AgeKey, ageKey, encryptSecret } from '../../../gitops/sops';

const SETTINGS = { tenants: join(__dirname, 'tenants'), environments: join(__dirname, 'overlays') };

/** The tenants whose Secrets are in Git, each with a key of its own that is made anew for every run. */
export const KEYS: Readonly<Record<string, AgeKey>> = { 'client-a': ageKey(), 'client-c': ageKey() };

/** The settings of the attacked cluster. */
export function isolationModel(): Model {
  const { model } = loadModel(SETTINGS);
  return {
    base: model.base.map(withKey),
    environments: model.environments.map((each) => ({ ...each, tenants: each.tenants.map(withKey) })),
  };
}

function withKey(tenant: Tenant): Tenant {
  const key = KEYS[tenant.name];
  return key ? { ...tenant, secrets: { key: `${tenant.name}-sops`, recipients: [key.recipient] } } : tenant;
}

/** A Secret of client-c, as it is in client-c's folder. */
export function theirCiphertext(name: string, claimed = 'client-c'): string {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name }, stringData: { password: 'of client-c' } };
  const [recipient, claims] = ['client-c', claimed].map((tenant) => KEYS[tenant]?.recipient ?? '');
  return encryptSecret(secret, [recipient ?? ''], [claims ?? '']);
}

/** The settings with one more file in client-a's folder of encrypted Secrets, which `check` has not seen. */
export function withFile(model: Model, name: string, text: string): Model {
  const file = { name, text, source: `tenants/client-a/secrets/${name}.yaml` };
  const added = (tenant: Tenant): Tenant =>
    tenant.name === 'client-a' ? { ...tenant, secretFiles: [...(tenant.secretFiles ?? []), file] } : tenant;
  return { ...model, environments: model.environments.map((each) => ({ ...each, tenants: each.tenants.map(added) })) };
}
