import { inMachine } from '../_example';
import { AGENT_UNIT, PULL_UNIT, USER_DATA } from '../_names';
import type { RuleDefinition } from '../rule';
import { inMachines } from './_machines';
import { settingsOf, UNITS } from './_units';

const CAPABILITIES = ['CAP_SETUID', 'CAP_SETGID', 'CAP_DAC_OVERRIDE', 'CAP_CHOWN', 'CAP_KILL'];
const ON = [
  'NoNewPrivileges',
  'ProtectHome',
  'PrivateTmp',
  'PrivateDevices',
  'ProtectKernelTunables',
  'ProtectKernelModules',
  'ProtectControlGroups',
  'RestrictNamespaces',
  'RestrictSUIDSGID',
];
const SQUID = `${UNITS}squid.service.d/egress-proxy.conf`;
const EXPORTER = `${UNITS}prometheus-squid-exporter.service.d/egress-proxy.conf`;
const AGENT = `${UNITS}${AGENT_UNIT}`;
const LISTENER = [`${UNITS}squid-listener.service`, `${UNITS}squid-listener.timer`];
const PULL = [`${UNITS}${PULL_UNIT}.service`, `${UNITS}${PULL_UNIT}.timer`];

export const rule: RuleDefinition = {
  title: 'Squid, its exporter or the agent runs with more privileges than it needs',
  why: 'Squid parses what tenants and partners send, and starts as root. If it is taken over, the capabilities and restrictions of its unit are what is left. The exporter and the agent must not run as Squid’s user, which the firewall keeps away from everything on the machine.',
  fix: 'Remove the capability, or restore the restriction, in the unit’s drop-in.',
  good: [
    inMachine('client-a/squid-a/cloud-init.yaml')`
             CapabilityBoundingSet=CAP_SETUID CAP_SETGID CAP_DAC_OVERRIDE CAP_CHOWN CAP_KILL
             ProtectSystem=full
    `,
  ],
  bad: [
    inMachine('client-a/squid-a/cloud-init.yaml')`
      -      CapabilityBoundingSet=CAP_SETUID CAP_SETGID CAP_DAC_OVERRIDE CAP_CHOWN CAP_KILL
      +      CapabilityBoundingSet=CAP_SETUID CAP_SETGID CAP_DAC_OVERRIDE CAP_CHOWN CAP_KILL CAP_SYS_ADMIN
    `,
    inMachine('client-a/squid-a/cloud-init.yaml')`-      NoNewPrivileges=yes`,
    inMachine('client-a/squid-a/cloud-init.yaml')`
      -      User=squid-exporter
      +      User=proxy
    `,
  ],
  check: (context) => {
    const pulls = context.environment.infrastructure?.pull !== undefined;
    const expected = [SQUID, EXPORTER, AGENT, ...LISTENER, ...(pulls ? PULL : [])];
    return inMachines(context, USER_DATA, ({ written }) => [
      ...squidFaults(settingsOf(written.get(SQUID))),
      ...ownUserFaults('the exporter', settingsOf(written.get(EXPORTER))),
      ...agentFaults(written.get(AGENT)),
      ...[...written.keys()]
        .filter((path) => path.startsWith(UNITS) && !expected.includes(path))
        .map((path) => `${path} is a unit that is not expected`),
    ]);
  },
};

function squidFaults(settings: ReadonlyMap<string, readonly string[]>): string[] {
  const last = (key: string) => settings.get(key)?.at(-1);
  // Several lines add up, and one that begins with ~ takes away from all capabilities that there are.
  const capabilities = settings.get('CapabilityBoundingSet')?.flatMap((value) => value.split(' ')) ?? [
    'all capabilities',
  ];
  const extra = capabilities.filter((name) => !CAPABILITIES.includes(name));
  const system = last('ProtectSystem');
  return [
    ...(extra.length > 0 ? [`squid.service is given ${extra.join(', ')}`] : []),
    ...(settings.has('AmbientCapabilities') ? ['squid.service sets AmbientCapabilities'] : []),
    ...ON.filter((key) => last(key) !== 'yes').map((key) => `squid.service does not set ${key}=yes`),
    ...(system === 'full' || system === 'strict' ? [] : ['squid.service does not set ProtectSystem=full']),
  ];
}

function ownUserFaults(what: string, settings: ReadonlyMap<string, readonly string[]>): string[] {
  const user = settings.get('User')?.at(-1);
  return [
    ...(settings.get('DynamicUser')?.at(-1) === 'yes' ? [] : [`${what} does not set DynamicUser=yes`]),
    ...(user === undefined || ['proxy', 'root', '0', '13'].includes(user)
      ? [`${what} runs as ${user ?? 'its package’s user'}`]
      : []),
  ];
}

/** The agent is a program of ours that others connect to; it needs no privilege at all. */
function agentFaults(unit: string | undefined): string[] {
  if (unit === undefined) return [];
  const settings = settingsOf(unit);
  const last = (key: string) => settings.get(key)?.at(-1);
  const capabilities = settings.get('CapabilityBoundingSet');
  return [
    ...ownUserFaults('the agent', settings),
    ...(capabilities?.length === 0 ? [] : [`the agent is given ${capabilities?.join(' ') ?? 'all capabilities'}`]),
    ...(settings.has('AmbientCapabilities') ? ['the agent sets AmbientCapabilities'] : []),
    ...ON.filter((key) => last(key) !== 'yes').map((key) => `the agent does not set ${key}=yes`),
    ...(last('ProtectSystem') === 'strict' ? [] : ['the agent does not set ProtectSystem=strict']),
  ];
}
