import { EgressError } from '../errors';
import { formatProblem, sortProblems } from '../lint';
import { readEnvironments } from '../settings/environments';
import type { EnvironmentSettings } from '../settings/generated';
import { toData } from '../settings/node';
import type { TenantSettings } from '../settings/tenant';
import { readTenants } from '../settings/tenants';
import type { Folders } from './types';

/** The private network of an environment. */
export interface Network {
  readonly environment: string;
  /** IPv4 range. */
  readonly range: string;
  /** Machines that the settings know, and ranges of the cluster that no proxy may be in. */
  readonly reserved: readonly string[];
}

/** What tenants use of the private networks; faulty files contribute what can be read. */
export interface Claims {
  readonly proxies: readonly string[];
  /** Nodes, and what is reached directly: addresses and ranges. */
  readonly others: readonly string[];
}

/**
 * The networks of all environments, sorted by the environments' names.
 *
 * @throws EgressError 1 for environments with problems, 2 for a folder that is not there
 */
export function readNetworks({ environments }: Folders): Network[] {
  const { files, problems } = readEnvironments(environments);
  const errors = sortProblems(problems.filter(({ severity }) => severity === 'error'));
  if (errors.length > 0) throw new EgressError(errors.map(formatProblem).join('\n'), 1, errors);
  return files.flatMap(({ stem, tree }) => {
    if (!tree) return [];
    const { cluster, infrastructure, monitoring } = toData(tree) as EnvironmentSettings;
    const { privateNetwork, gateway, podCidr, serviceCidr, resolver } = cluster;
    const machines = [gateway, resolver?.apiServer, ...(infrastructure?.ssh ?? []), ...(monitoring?.sources ?? [])];
    const reserved = [podCidr, serviceCidr, ...machines.filter((range) => range !== undefined)];
    return [{ environment: stem, range: privateNetwork, reserved }];
  });
}

/** @throws EgressError 2 for a folder that is not there */
export function readClaims({ tenants }: Folders): Claims {
  const proxies: string[] = [];
  const others: string[] = [];
  for (const { tree } of readTenants(tenants).files) {
    if (!tree) continue;
    const settings = toData(tree) as Partial<TenantSettings>;
    for (const part of [settings, ...Object.values(settings.environments ?? {})] as Partial<TenantSettings>[]) {
      proxies.push(...(part.egress?.proxies ?? []).flatMap(({ address }) => address ?? []));
      others.push(...(part.nodePool?.sources ?? []), ...(part.egress?.private ?? []).flatMap(({ cidr }) => cidr ?? []));
    }
  }
  return { proxies, others };
}
