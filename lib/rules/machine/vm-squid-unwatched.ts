import { inMachine } from '../_example';
import { AGENT_UNIT, USER_DATA } from '../_names';
import type { RuleDefinition } from '../rule';
import { inMachines, type Machine } from './_machines';
import { settingsOf, UNITS } from './_units';

const SQUID = `${UNITS}squid.service.d/egress-proxy.conf`;
const EXPORTER = `${UNITS}prometheus-squid-exporter.service.d/egress-proxy.conf`;
const AGENT = `${UNITS}${AGENT_UNIT}`;
const TIMER = 'squid-listener.timer';
const SCRIPT = '/usr/local/lib/egress-proxy/listens.sh';

export const rule: RuleDefinition = {
  title: 'Squid may run without its firewall or its listener',
  why: 'Squid keeps running when it cannot open its listener, and systemd takes it for healthy: the tenant has no way out and nothing restarts Squid. Without the firewall, anyone in the private network may connect to the VM, and Squid may connect to anything.',
  fix: 'Require nftables.service in the units, and have the listener checked at start and by the timer.',
  good: [
    inMachine('client-a/squid-a/cloud-init.yaml')`
             Requires=nftables.service
             After=nftables.service
    `,
  ],
  bad: [
    inMachine('client-a/squid-a/cloud-init.yaml')`
      -      Requires=nftables.service
    `,
    inMachine('client-a/squid-a/cloud-init.yaml')`
      -      ExecStartPost=+/bin/sh /usr/local/lib/egress-proxy/listens.sh
    `,
    inMachine('client-a/squid-a/cloud-init.yaml')`
      -      until ss --no-header --tcp --listening --numeric --processes 'src 172.16.28.8:3128' | grep -q '"squid"'; do
      +      until ss --no-header --tcp --listening --numeric --processes 'src 127.0.0.1:3128' | grep -q '"squid"'; do
    `,
  ],
  check: (context) => inMachines(context, USER_DATA, faults),
};

function faults({ written, userData, proxy }: Machine): string[] {
  const script = written.get(SCRIPT) ?? '';
  const starts = settingsOf(written.get(SQUID)).get('ExecStartPost') ?? [];
  const commands = Array.isArray(userData.runcmd) ? userData.runcmd.flat().map(String) : [];
  const { address, port } = proxy;
  return [
    ...[SQUID, EXPORTER, ...(written.has(AGENT) ? [AGENT] : [])].flatMap((unit) =>
      firewallFaults(unit, settingsOf(written.get(unit))),
    ),
    ...(starts.some((command) => command.includes(SCRIPT)) ? [] : [`squid.service does not wait for its listener`]),
    ...(script.includes(`'src ${address}:${port}'`) ? [] : [`${SCRIPT} does not look for ${address}:${port}`]),
    ...(written.has(AGENT) && !commands.includes(AGENT_UNIT) ? [`${AGENT_UNIT} is not enabled`] : []),
    ...(written.has(`${UNITS}${TIMER}`) && commands.includes(TIMER) ? [] : [`${TIMER} is missing or not enabled`]),
  ];
}

function firewallFaults(unit: string, settings: ReadonlyMap<string, readonly string[]>): string[] {
  const name = unit.slice(UNITS.length).split('.d/')[0];
  return ['Requires', 'After']
    .filter((key) => !settings.get(key)?.includes('nftables.service'))
    .map((key) => `${name} does not set ${key}=nftables.service`);
}
