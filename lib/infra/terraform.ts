import type { EnvironmentModel, Tenant } from '../model/types';
import type { OutputFile } from '../output';
import { terraformFile } from '../vocabulary';
import { clusterBlocks } from './_cluster';
import { moves } from './_moved';
import { poolBlocks } from './_pool';
import { proxyBlocks, reservations, retiredBlocks } from './_proxies';
import { combine, expression } from './expressions';
import { OUTPUT } from './outputs';
import { resourceName } from './resource-names';

/** The first provider whose node pools have labels and taints of their own. */
const PROVIDER = '>= 2.76.0, < 3.0.0';

/**
 * Terraform and OpenTofu for an environment, as one file of JSON without variables: everything that differs is in the
 * settings, the state's backend and the provider's settings included. Credentials are in environment variables.
 *
 * @returns no file for an environment without `infrastructure`
 */
export function terraform({ environment, tenants }: EnvironmentModel): OutputFile[] {
  const { infrastructure } = environment;
  if (!infrastructure) return [];
  const reserved = reservations(tenants);
  const cluster = clusterBlocks(environment, infrastructure, reserved.after);
  const { backend, provider } = environment.terraform ?? {};
  const moved = tenants.flatMap((tenant) => moves(environment, tenant));
  const resource = combine([
    cluster.resource,
    retiredBlocks(environment),
    reserved.resource,
    ...tenants.flatMap((tenant) => [
      proxyBlocks(environment, infrastructure, cluster, tenant),
      poolBlocks(environment, infrastructure, cluster, tenant, reserved.after),
    ]),
  ]);
  const main = {
    terraform: {
      required_version: '>= 1.6.0',
      required_providers: {
        scaleway: {
          source: 'scaleway/scaleway',
          version: infrastructure.poolLabels === 'native' ? PROVIDER : '>= 2.40.0, < 3.0.0',
        },
      },
      ...(backend ? { backend } : {}),
    },
    ...(provider ? { provider: { scaleway: provider } } : {}),
    ...(moved.length > 0 ? { moved } : {}),
    ...(Object.keys(cluster.data).length > 0 ? { data: cluster.data } : {}),
    resource,
    output: {
      [OUTPUT]: {
        description: 'What the settings do not know before: npm run outputs:apply writes it into them',
        value: Object.fromEntries(tenants.map((tenant) => [tenant.name, outputOf(tenant)])),
      },
    },
  };
  return [
    {
      path: terraformFile(environment.name),
      content: `${JSON.stringify(main, null, 2)}\n`,
      source: environment.source,
      owner: { environment: environment.name },
    },
  ];
}

function outputOf(tenant: Tenant) {
  const nodes = `scaleway_k8s_pool.${resourceName(tenant.name)}.nodes`;
  const addresses = `flatten([for node in ${nodes} : [for ip in node.private_ips : ip.address]])`;
  return {
    publicAddress: Object.fromEntries(
      tenant.egress.proxies.map(({ name }) => [
        name,
        expression(`scaleway_instance_ip.${resourceName(tenant.name, name)}.address`),
      ]),
    ),
    sources: expression(`sort([for address in ${addresses} : address if length(regexall(":", address)) == 0])`),
  };
}
