import { endpointOf } from '../../settings/probe';
import { deniedBy } from '../allowed-hosts';
import type { EnvironmentCheck, TenantCheck } from './_check';

/** Whether the probe's requests can show something. */
export const checkProbe: EnvironmentCheck = ({ data: { probe, cluster, denyHosts } }, report) => {
  if (probe?.url === undefined) return;
  const { host } = endpointOf(probe.url);
  const denied = deniedBy(host, denyHosts);
  if (denied !== undefined)
    report(
      'probe-host-denied',
      ['probe', 'url'],
      `${host} is denied by ${denied} in denyHosts; choose another address`,
    );
  if (cluster?.resolver && probe.address === undefined)
    report(
      'probe-address-missing',
      ['probe'],
      `pods resolve no public names with cluster.resolver, so a direct connection to ${host} would always fail; set address to an address of ${host}`,
    );
};

/** What the probe's answers are compared with. */
export const checkProbedProxies: TenantCheck = ({ data, environment }, report) => {
  if (environment?.data.probe === undefined) return;
  for (const [index, { name, publicAddress }] of (data.egress?.proxies ?? []).entries()) {
    if (publicAddress !== undefined) continue;
    report(
      'probe-public-address-missing',
      ['egress', 'proxies', index],
      (environments) => `${name} has no publicAddress, which the probe of ${environments} compares with`,
    );
  }
};
