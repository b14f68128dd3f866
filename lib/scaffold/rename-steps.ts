import type { EnvironmentModel, Tenant } from '../model/types';
import { infraPath } from '../vocabulary';

interface RenameStepsProps {
  readonly from: string;
  readonly to: string;
  readonly newNamespace: boolean;
  /** The tenant before the change, in each environment that has it. */
  readonly tenants: readonly { readonly environment: EnvironmentModel; readonly tenant: Tenant }[];
  /** Names of its Secrets in flux-system, old and new. */
  readonly secrets: Readonly<Record<string, string>>;
  /** What could not be changed in the settings. */
  readonly left: readonly string[];
}

/** What a user has to do after a tenant was renamed in the settings, in this order. docs/renaming.md explains each. */
export function renameSteps({ from, to, newNamespace, tenants, left, secrets }: RenameStepsProps): string[] {
  const withTerraform = tenants.filter(({ environment }) => environment.environment.infrastructure);
  const namespaces = [...new Set(tenants.map(({ tenant }) => tenant.namespace))];
  const moves = newNamespace && namespaces.includes(from);
  const names = tenants.map(({ environment }) => environment.environment.name);
  return [
    ...left,
    ...tenants.flatMap(({ environment: { environment }, tenant }) =>
      (environment.retired ?? []).some((one) => one.tenant === tenant.name)
        ? [`${environment.source}: entries of ${from} under retired stay: their addresses were made under that name`]
        : [],
    ),
    'npm run plan, and check that no address, VM or pool is DESTRUCTIVE; npm run synth; commit all of it at once',
    ...withTerraform.map(
      ({ environment: { environment } }) =>
        `Terraform in ${infraPath(environment.name)}: plan has to say 0 to destroy; apply it, so that nodes have the new label and taint`,
    ),
    ...(moves
      ? [
          `move the data: the tenant gets a new, empty namespace ${to}; ${from} and its volumes stay until you delete them`,
        ]
      : namespaces.map(
          (namespace) =>
            `in each cluster, as an administrator: kubectl annotate namespace ${namespace} egress-tenant/adopt=${to}`,
        )),
    ...Object.entries(secrets).map(
      ([before, after]) =>
        `in each cluster, create the Secret ${after} in flux-system with the entries of ${before}, and remove ${before} after the merge (docs/renaming.md)`,
    ),
    ...tenants.flatMap(({ environment: { environment } }) =>
      environment.externalSecrets === undefined
        ? []
        : [
            `at the provider of ${environment.name}, give ${to} the rights that ${from} has there: its SecretStore asks as ${to} after the merge (docs/secrets.md)`,
          ],
    ),
    'merge: Flux applies it, and the pods roll',
    ...names.map((name) => `npm run vm:apply -- --env ${name} --tenant ${to}`),
    ...(tenants.some(({ tenant }) => tenant.egress.clientCertificate)
      ? ['issue the certificates of the proxies again: they hold the old name (docs/certificates.md)']
      : []),
    `groups, registries and hosts that have ${from} in their names were left as they are`,
  ];
}
