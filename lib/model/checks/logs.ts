import type { EnvironmentCheck } from './_check';

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
  if (to === 'cockpit' && secret === undefined && !wasWrong(['logs', 'secret']))
    report(
      'logs-secret-missing',
      ['logs', 'to'],
      'cockpit needs logs.secret, the Secret with a token that may push logs',
    );
};
