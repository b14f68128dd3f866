import { didYouMean } from '../../settings/nearest';
import type { SecretFile } from '../../settings/secret-files';
import { enumerate, show } from '../../settings/text';
import type { TenantDraft } from '../draft';
import type { Findings } from '../findings';
import { carriedIn } from '../secrets';
import type { TenantCheck, TogetherCheck } from './_check';

/** The key of a tenant's Secrets. */
export const checkSecrets: TenantCheck = ({ data: { secrets }, environment }, report) => {
  if (!secrets || !environment || environment.wasWrong(['flux', 'reconcile'])) return;
  if (environment.data.flux?.reconcile === 'per-tenant') return;
  report(
    'secrets-shape',
    ['secrets'],
    (environments) =>
      `is only possible with flux.reconcile: per-tenant, and ${environments} has one Kustomization for all tenants, whose key would decrypt the files of all`,
  );
};

/** Encrypted Secrets against the settings of each environment that they are for. */
export function checkSecretFiles(
  base: TenantDraft,
  there: readonly TenantDraft[],
  environments: readonly string[],
  findings: Findings,
): void {
  const add = (file: SecretFile, ...[id, path, message, environment]: Rest) =>
    findings.add(id, { file, path }, message, environment);
  for (const file of base.file.secrets ?? []) {
    const { environment } = file;
    if (environment !== undefined && !environments.includes(environment)) {
      const near = didYouMean(environment, environments) || `; available: ${enumerate(environments)}`;
      const message = `is in the folder of an unknown environment ${show(environment)}${near}`;
      add(file, 'environment-unknown', [], message, undefined);
    }
  }
  for (const draft of there) checkThere(draft, add);
}

type Rest = [...Parameters<Findings['add']>] extends [infer Id, unknown, infer Message, infer Environment, ...unknown[]]
  ? [id: Id, path: (string | number)[], message: Message, environment: Environment]
  : never;

function checkThere(draft: TenantDraft, add: (file: SecretFile, ...rest: Rest) => void): void {
  const { data, environment, name, wasWrong } = draft;
  if (!environment) return;
  const namespace = data.namespace ?? name;
  const { key, recipients = [] } = data.secrets ?? {};
  const isKnown = !wasWrong(['secrets']) && !wasWrong(['secrets', 'key']) && !wasWrong(['secrets', 'recipients']);
  const seen = new Map<string, SecretFile>();
  for (const file of carriedIn(draft.file.secrets, environment.name)) {
    const first = seen.get(file.name);
    if (first) {
      const message = `${file.name} is the Secret of ${first.file}, too; rename one of them`;
      add(file, 'name-taken', ['metadata', 'name'], message, environment.name);
    }
    seen.set(file.name, file);
    if (file.namespace !== undefined && file.namespace !== namespace && !wasWrong(['namespace'])) {
      const message = `${file.namespace} is not the namespace of ${name} (expected ${namespace})`;
      add(file, 'secret-namespace', ['metadata', 'namespace'], message, environment.name);
    }
    if (!isKnown) continue;
    if (key === undefined) {
      const message = (environments: string) =>
        `would not be decrypted in ${environments}: set secrets with key and recipients in ${draft.file.file}, or move the file to the folder of an environment that has them`;
      add(file, 'secret-without-key', [], message, environment.name);
      continue;
    }
    const wrong = differenceOf(file.recipients, recipients as readonly string[]);
    if (wrong !== undefined) {
      const message = (environments: string) => `${wrong} in ${environments} (docs/secrets.md)`;
      add(file, 'secret-recipients', ['sops', 'age'], message, environment.name);
    }
  }
}

/** What is wrong with the keys of a file; undefined: they are exactly the tenant's. */
function differenceOf(found: readonly string[], wanted: readonly string[]): string | undefined {
  const foreign = found.filter((one) => !wanted.includes(one));
  const missing = wanted.filter((one) => !found.includes(one));
  if (foreign.length > 0)
    return `is encrypted for ${enumerate(foreign.map(show))}, which is not a recipient of the tenant’s`;
  if (missing.length > 0) return `is not encrypted for ${enumerate(missing.map(show))}, a recipient of the tenant’s`;
  return new Set(found).size < found.length ? 'has a recipient twice' : undefined;
}

/** One key for each tenant: a file that is copied to another tenant's folder must not be decrypted there. */
export const checkSecretKeys: TogetherCheck = (tenants, reportFor) => {
  const owners = new Map<string, { readonly tenant: TenantDraft; readonly path: (string | number)[] }>();
  for (const tenant of tenants) {
    const { key, recipients = [] } = tenant.data.secrets ?? {};
    const values = [
      ...(key === undefined ? [] : [{ value: `Secret ${key}`, shown: key, path: ['secrets', 'key'] }]),
      ...recipients.flatMap((recipient, index) =>
        recipient === undefined
          ? []
          : [{ value: recipient, shown: recipient, path: ['secrets', 'recipients', index] as (string | number)[] }],
      ),
    ];
    for (const { value, shown, path } of values) {
      const first = owners.get(value);
      if (!first) owners.set(value, { tenant, path });
      else if (first.tenant !== tenant) {
        const { name, file } = first.tenant;
        reportFor(tenant)(
          'secret-key-shared',
          path,
          (environments) =>
            `${show(shown)} is a key of ${name} (${file.file}) already in ${environments}; create one for each tenant`,
        );
      }
    }
  }
};
