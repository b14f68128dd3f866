import {
  AGENT_CHECK_PORT,
  AGENT_METRICS_PORT,
  AGENT_STATISTICS_PORT,
  AGENT_UNIT,
  LOKI_PUSH,
  SQUID_FOLDER,
} from '../vocabulary';
import { asset, type ProxyVm } from './_vm';
import { reachablePorts } from './allow-list';

const FOLDER = '/usr/local/lib/egress-proxy';
const AGENT = `${FOLDER}/egress-agent.py`;
const MACHINE = `${FOLDER}/egress-agent-machine.py`;
const SHIPPER = `${FOLDER}/egress-agent-logs.py`;
const STATE_FOLDER = 'egress-agent';

/** Whether the VM has the agent, which reports what Squid and its exporter do not. */
export function hasAgent({ environment }: ProxyVm): boolean {
  return environment.egressCheck !== undefined || isRead(environment) || isShipped(environment);
}

/** Whether someone reads the VM's metrics. */
export function isRead({ monitoring }: ProxyVm['environment']): boolean {
  return monitoring !== undefined && monitoring.sources.length > 0;
}

/** Whether the agent sends the access log, because its store confirms records. Else rsyslog does, if anything. */
function isShipped({ logs }: ProxyVm['environment']): boolean {
  return logs !== undefined && logs.to !== 'syslog';
}

/** Whether a gateway asks the agent: where it has another proxy to choose. */
export function isAsked({ environment, tenant }: ProxyVm): boolean {
  return environment.egressCheck !== undefined && tenant.egress.proxies.length > 1;
}

/** Ports that only the agent connects to, ascending. */
export function agentPorts({ environment, tenant }: ProxyVm): readonly number[] {
  const ports = (environment.egressCheck?.targets ?? []).map((target) => Number(target.split(':')[1]));
  const open = reachablePorts(tenant);
  return [...new Set(ports)].filter((port) => !open.includes(port)).sort((a, b) => a - b);
}

/** Its files, path → content. */
export function agentFiles(vm: ProxyVm): Readonly<Record<string, string>> {
  if (!hasAgent(vm)) return {};
  const { environment, tenant, proxy } = vm;
  const words = [
    ...['--tenant', tenant.name, '--proxy', proxy.name],
    ...['--metrics', `${isRead(environment) ? proxy.address : '127.0.0.1'}:${AGENT_METRICS_PORT}`],
    ...(isAsked(vm) ? ['--check', `${proxy.address}:${AGENT_CHECK_PORT}`] : []),
    ...(environment.egressCheck?.targets ?? []).flatMap((target) => ['--target', target]),
    ...(isRead(environment) ? machineArguments(vm) : []),
    ...(isShipped(environment) ? shipperArguments(vm) : []),
  ];
  return {
    [AGENT]: asset('egress-agent.py'),
    ...(isRead(environment) ? { [MACHINE]: asset('egress-agent-machine.py') } : {}),
    ...(isShipped(environment) ? { [SHIPPER]: asset('egress-agent-logs.py') } : {}),
    [`/etc/systemd/system/${AGENT_UNIT}`]: asset(AGENT_UNIT, {
      AGENT,
      ARGUMENTS: words.join(' '),
      SHIPS: isShipped(environment),
      STATE_FOLDER,
    }),
  };
}

function machineArguments({ environment, tenant }: ProxyVm): readonly string[] {
  return [
    ...['--machine', MACHINE],
    ...(tenant.egress.clientCertificate ? ['--certificate', `${SQUID_FOLDER}/tls/tls.crt`] : []),
    ...(environment.logs?.to === 'syslog' ? ['--statistics', `127.0.0.1:${AGENT_STATISTICS_PORT}`] : []),
  ];
}

function shipperArguments({ environment: { name, logs } }: ProxyVm): readonly string[] {
  return [
    ...['--shipper', SHIPPER, '--environment', name, '--ship', `https://${logs?.host}:${logs?.port}${LOKI_PUSH}`],
    ...['--state', `/var/lib/${STATE_FOLDER}/place.json`],
  ];
}
