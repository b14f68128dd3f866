import type { Environment, Tenant } from '../../model/types';
import { GATEWAY_CLI_PORT, GATEWAY_FILES, GATEWAY_METRICS_PORT, GATEWAY_PORT } from '../_names';
import { serverFaults } from './_gateway-servers';
import { isForTcp, tcpFaults, tcpLines } from './_gateway-tcp';
import { readHaproxy, type Section } from './_haproxy';
import type { Instance } from './_instances';

const METRICS = new RegExp(`^bind \\*?:${GATEWAY_METRICS_PORT}$`);

const frontOf = ({ address }: Instance) => new RegExp(`^bind ${address.replace('$', '\\$')}:${GATEWAY_PORT}$`);
const healthOf = ({ health }: Instance) => new RegExp(`^bind \\*?:${health}$`);

const ANYWHERE = [
  /^log (stdout|global)( |$)/,
  /^maxconn \d+$/,
  /^mode http$/,
  /^(retries|timeout) /,
  /^option redispatch( |$)/,
];

/** The proxy's log names the pod by this header, so what a client sends under such a name is removed first. */
const REMOVED = /^http-request del-header X-Egress- -m beg$/;
const NAMED = /^http-request set-header X-Egress-Client %\[src\]:%\[src_port\]$/;

/** How many connections it has; its start script asks for it, and whether it answers at all. */
const CONNECTIONS =
  /^http-request return status 200 content-type text\/plain lf-string %\[fe_conn\(\w+\)\] if { path \/connections }$/;

/** Everything that a gateway's configuration may contain. Any other line may lead elsewhere and is a finding. */
const KNOWN: Readonly<Record<string, readonly RegExp[]>> = {
  '': [],
  global: [
    ...ANYWHERE,
    /^tune\.bufsize \d+$/,
    /^ssl-load-extra-del-ext$/,
    new RegExp(`^lua-load ${GATEWAY_FILES}/(cut|health|await)\\.lua$`),
  ],
  defaults: [
    ...ANYWHERE,
    /^balance \w+$/,
    /^default-server /,
    /^http-reuse never$/,
    /^option (idle-close-on-response|prefer-last-server)$/,
  ],
  frontend: [
    ...ANYWHERE,
    /^rate-limit sessions \d+$/,
    /^option disable-h2-upgrade$/,
    /^default_backend \S+$/,
    REMOVED,
    NAMED,
  ],
  health: [/^mode http$/, /^timeout /, /^monitor(-uri| fail) /, CONNECTIONS],
  metrics: [
    METRICS,
    /^mode http$/,
    /^maxconn \d+$/,
    /^timeout /,
    /^http-request use-service prometheus-exporter if { path \/metrics }$/,
  ],
  backend: [
    ...ANYWHERE,
    /^balance \w+$/,
    /^option httpchk /,
    /^http-check expect /,
    /^(default-)?server /,
    // A new connection waits for a sign of life.
    /^tcp-request inspect-delay \S+$/,
    /^tcp-request content (lua\.await-proxy unless { var\(sess\.awaited\) -m bool }|set-var\(sess\.awaited\) bool\(true\))$/,
  ],
};

/** What a gateway with a certificate has in addition: it reports when that expires, which HAProxy reports only on its command line. */
const EXPIRY: Readonly<Record<string, readonly string[]>> = {
  global: [`lua-load ${GATEWAY_FILES}/expiry.lua`, `stats socket ipv4@127.0.0.1:${GATEWAY_CLI_PORT} level operator`],
  health: ['http-request use-service lua.certificate if { path /certificate }'],
  metrics: ['http-request use-service lua.certificate if { path /certificate }'],
};

/** What a gateway has in addition whose proxies are used with and without certificates. */
const SWITCH: Readonly<Record<string, readonly string[]>> = {
  backend: ['retry-on conn-failure empty-response', 'http-request disable-l7-retry unless METH_CONNECT or METH_GET'],
};

/** What a gateway with `drainGrace` has in addition. */
const GRACE: Readonly<Record<string, readonly string[]>> = { global: [`lua-load ${GATEWAY_FILES}/drain.lua`] };

/** Where a front end leads. */
interface Ways {
  readonly proxies?: Section;
  /** The same servers, for when checks leave none of the proxies. */
  readonly lastResort?: Section;
  /** The same servers, for when some of them do not reach the outside. */
  readonly reaching?: Section;
  /** The same servers, never used, for those that surely do. */
  readonly certain?: Section;
  /** The lines that lead to the latter two. */
  readonly lines: readonly string[];
}

/** What in a configuration leads from a tenant's gateway to anything but its proxies, or not to them as it should. */
export function configurationFaults(
  text: string,
  tenant: Tenant,
  { egressCheck, monitoring }: Pick<Environment, 'egressCheck' | 'monitoring'>,
  instance: Instance,
): readonly string[] {
  const all = readHaproxy(text);
  const sections = all.filter((each) => !isForTcp(each, tenant, instance));
  const metrics = monitoring?.namespace !== undefined && instance.checks;
  return [
    ...tcpFaults(all, tenant, instance),
    ...sections.flatMap((each) => unknownLines(each, sections, tenant, instance)),
    ...(!metrics && sections.some((each) => says(each, METRICS))
      ? [`port ${GATEWAY_METRICS_PORT} serves metrics, which monitoring.namespace does not ask for`]
      : []),
    ...wayFaults(sections, tenant, egressCheck !== undefined && tenant.egress.proxies.length > 1, instance),
    ...(sections.some((each) => says(each, healthOf(instance)))
      ? []
      : [`port ${instance.health} does not report readiness`]),
  ];
}

function wayFaults(
  sections: readonly Section[],
  tenant: Tenant,
  outside: boolean,
  instance: Instance,
): readonly string[] {
  const front = frontOf(instance);
  const fronts = sections.filter((each) => says(each, front)).map((each) => waysOf(each, sections));
  const { proxies, lastResort, reaching, certain } = fronts[0] ?? {};
  if (!proxies) return [`port ${GATEWAY_PORT} leads to no proxies`];
  const own = instance.checks ? [proxies, lastResort, reaching, certain] : [proxies];
  const others = sections.filter((each) => each.kind === 'backend' && !own.includes(each));
  return [
    ...(fronts.every((each) => each.proxies === proxies) ? [] : [`port ${GATEWAY_PORT} leads to no proxies`]),
    ...(!instance.checks || (lastResort && fronts.every((each) => each.lastResort === lastResort))
      ? []
      : [`port ${GATEWAY_PORT} leads to no last resort, so slow proxies would be an outage`]),
    ...(instance.checks && outside && !(reaching && certain)
      ? [`port ${GATEWAY_PORT} does not prefer proxies that reach the outside, which egressCheck asks for`]
      : []),
    ...sections.filter((each) => says(each, front)).flatMap(namingFaults),
    ...others.map(({ name }) => `has the backend ${name}, too`),
    ...serverFaults(proxies, tenant, instance.checks ? 'by-squid' : 'never'),
    // With checks it would be left when the proxies are, and be none.
    ...(lastResort ? serverFaults(lastResort, tenant, 'never') : []),
    ...(reaching ? serverFaults(reaching, tenant, { question: 'reaching', track: proxies.name }) : []),
    ...(certain ? serverFaults(certain, tenant, { question: 'certain' }) : []),
  ];
}

/** What lets a client choose the pod that the proxy's log names. */
function namingFaults({ inherited, lines }: Section): readonly string[] {
  const texts = lines.map((words) => words.join(' '));
  const removed = texts.findIndex((line) => REMOVED.test(line));
  const named = texts.findIndex((line) => NAMED.test(line));
  // In TCP mode, HAProxy ignores these lines.
  const [, mode] = [...inherited, ...lines].findLast(([keyword]) => keyword === 'mode') ?? [];
  return mode === 'http' && removed >= 0 && named > removed
    ? []
    : [`port ${GATEWAY_PORT} does not replace X-Egress-Client, so a client chooses which pod the audit record names`];
}

function waysOf({ lines }: Section, sections: readonly Section[]): Ways {
  const backend = (of: string | undefined) => sections.find(({ kind, name }) => kind === 'backend' && name === of);
  const [, first] = lines.findLast(([keyword]) => keyword === 'default_backend') ?? [];
  const proxies = backend(first);
  if (!proxies) return { lines: [] };
  const others = lines
    .filter(([keyword, second]) => keyword === 'use_backend' && second !== first)
    .map(([keyword, second, ...condition]) => {
      const when = condition.join(' ');
      const [, asked] =
        new RegExp(`^if \\{ nbsrv\\((\\S+)\\) gt 0 \\} \\{ nbsrv\\(${second}\\) gt 0 \\}$`).exec(when) ?? [];
      const certain = asked === first || asked === second ? undefined : backend(asked);
      return { line: `${keyword} ${second} ${when}`, to: backend(second), when, certain };
    });
  const last = others.find(({ to, when }) => to && when === `if { nbsrv(${first}) eq 0 }`);
  const outside = others.find(({ to, certain }) => to && certain);
  return {
    proxies,
    lastResort: last?.to,
    reaching: outside?.to,
    certain: outside?.certain,
    lines: [last, outside].flatMap((each) => (each ? [each.line] : [])),
  };
}

function says({ lines }: Section, pattern: RegExp): boolean {
  return lines.some((words) => pattern.test(words.join(' ')));
}

function unknownLines(
  section: Section,
  sections: readonly Section[],
  { egress, forwards }: Tenant,
  instance: Instance,
): readonly string[] {
  const { kind, name, lines } = section;
  const where = [kind, name].filter(Boolean).join(' ') || 'its beginning';
  const role = roleOf(section, instance);
  const known = KNOWN[role];
  // More than a name tells what it inherits.
  if (!known || name.includes(' ')) return [`has the section ${where}`];
  const binds: Readonly<Record<string, RegExp>> = { frontend: frontOf(instance), health: healthOf(instance) };
  const patterns = [...known, ...(binds[role] ? [binds[role]] : [])];
  const certified = egress.clientCertificate || egress.certificateSwitch;
  const exactly = [
    ...(role === 'frontend' ? waysOf(section, sections).lines : []),
    ...(certified && instance.checks ? (EXPIRY[role] ?? []) : []),
    ...(egress.certificateSwitch ? (SWITCH[role] ?? []) : []),
    ...(egress.drainGrace === undefined ? [] : (GRACE[role] ?? [])),
    ...(forwards.length > 0 ? (tcpLines(instance)[role] ?? []) : []),
  ];
  return lines
    .map((words) => words.join(' '))
    .filter((line) => !exactly.includes(line) && !patterns.some((pattern) => pattern.test(line)))
    .map((line) => `${where} has ${line}, which no gateway needs`);
}

/** Which lines a section may have: those of its kind, or of the front end that its port makes it. */
function roleOf(section: Section, instance: Instance): string {
  if (section.kind !== 'frontend') return section.kind;
  if (says(section, healthOf(instance))) return 'health';
  return says(section, METRICS) ? 'metrics' : section.kind;
}
