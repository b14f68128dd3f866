import type { EnvironmentDraft, TenantDraft } from '../draft';
import type { EnvironmentCheck, Report } from './_check';
import { ownersOf } from './_owners';

const NODE_PORTS = [30_000, 32_767] as const;

/** Whether the collector of access logs has what it needs, and a syslog server nothing of that. */
export const checkLogs: EnvironmentCheck = ({ data: { logs }, wasWrong }, report) => {
  if (logs === undefined || wasWrong(['logs', 'to'])) return;
  const { to = 'syslog', port, url, secret, org } = logs;
  if (to === 'syslog') {
    for (const [key, value] of Object.entries({ url, secret, org })) {
      if (value === undefined) continue;
      report(
        'logs-setting-unused',
        ['logs', key],
        'has no effect with to: syslog; remove it, or set to: loki or cockpit',
      );
    }
    return;
  }
  const [lowest, highest] = NODE_PORTS;
  if (port !== undefined && (port < lowest || port > highest))
    report(
      'logs-port-not-node-port',
      ['logs', 'port'],
      `${port} is not a node port (expected ${lowest} to ${highest}): the VMs reach the collector on the nodes; for example, port: 30514`,
    );
  if (url === undefined && !wasWrong(['logs', 'url']))
    report('logs-url-missing', ['logs', 'to'], `${to} needs logs.url, the push address of the store with its path`);
  if (secret !== undefined && url?.startsWith('http://') && !isInCluster(url))
    report(
      'logs-url-clear-text',
      ['logs', 'url'],
      'would send the token of logs.secret in clear text; use https://, or a Service of this cluster',
    );
  if (to === 'cockpit' && secret === undefined && !wasWrong(['logs', 'secret']))
    report(
      'logs-secret-missing',
      ['logs', 'to'],
      'cockpit needs logs.secret, the Secret with a token that may push logs',
    );
};

/** Whether an address is that of a Service, which no request leaves the cluster for. */
function isInCluster(url: string): boolean {
  return URL.canParse(url) && /\.svc(\.cluster\.local)?\.?$/.test(new URL(url).hostname);
}

/** Whether the records of all tenants would go to a Service of one of them. */
export function checkLogStore(
  { data: { logs } }: EnvironmentDraft,
  tenants: readonly TenantDraft[],
  report: Report,
): void {
  if (logs?.url === undefined || !isInCluster(logs.url)) return;
  const [, namespace] = new URL(logs.url).hostname.split('.');
  const owners = ownersOf(namespace, tenants);
  if (owners !== undefined)
    report(
      'logs-url-of-tenant',
      ['logs', 'url'],
      `leads to ${namespace}, a namespace of ${owners}: the records of all tenants would go there; name a store of the platform`,
    );
}
