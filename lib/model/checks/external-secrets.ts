import { carriedIn } from '../secrets';
import type { TenantCheck } from './_check';

/** Secrets from the environment's provider. */
export const checkExternalSecrets: TenantCheck = ({ data, file, environment }, report) => {
  const { externalSecrets = [] } = data;
  if (externalSecrets.length === 0 || environment === undefined) return;
  if (environment.data.externalSecrets === undefined && !environment.wasWrong(['externalSecrets']))
    report(
      'external-secret-without-store',
      ['externalSecrets'],
      (environments) =>
        `need externalSecrets in ${environments}, where it is not set; set the provider there, or set externalSecrets: [] for the environment under environments`,
    );
  const encrypted = carriedIn(file.secrets, environment.name);
  for (const [index, { name }] of externalSecrets.entries()) {
    const other = encrypted.find((one) => one.name === name);
    if (other)
      report(
        'name-taken',
        ['externalSecrets', index, 'name'],
        `${name} is the Secret of ${other.file}, too; rename one of them`,
      );
  }
};
