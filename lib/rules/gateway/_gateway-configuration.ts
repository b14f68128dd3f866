import type { Environment, Tenant } from '../../model/types';
import { GATEWAY_CLI_PORT, GATEWAY_FILES, GATEWAY_HEALTH_PORT, GATEWAY_METRICS_PORT, GATEWAY_PORT } from '../_names';
import { serverFaults } from './_gateway-servers';
import { readHaproxy, type Section } from './_haproxy';

const FRONT = new RegExp(`^bind \\*?:${GATEWAY_PORT}$`);
const METRICS = new RegExp(`^bind \\*?:${GATEWAY_METRICS_PORT}$`);
const HEALTH = new RegExp(`^bind \\*?:${GATEWAY_HEALTH_PORT}$`);

const ANYWHERE = [
  /^log (stdout|global)( |$)/,
  /^maxconn \d+$/,
  /^mode tcp$/,
  /^(retries|timeout) /,
  /^option redispatch( |$)/,
];

/** How many connections it has; its start script asks for it, and whether it answers at all. */
const CONNECTIONS =
  /^http-request return status 200 content-type text\/plain lf-string %\[fe_conn\(\w+\)\] if { path \/connections }$/;

/** All that a gateway has to say. Whatever else HAProxy can be told may lead elsewhere: it is a finding. */
const KNOWN: Readonly<Record<string, readonly RegExp[]>> = {
  '': [],
  global: [...ANYWHERE, /^ssl-load-extra-del-ext$/, new RegExp(`^lua-load ${GATEWAY_FILES}/(cut|health|await)\\.lua$`)],
  defaults: [...ANYWHERE, /^balance \w+$/, /^default-server /],
  frontend: [...ANYWHERE, FRONT, /^rate-limit sessions \d+$/, /^default_backend \S+$/],
  health: [HEALTH, /^mode http$/, /^timeout /, /^monitor(-uri| fail) /, CONNECTIONS],
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
    /^tcp-request (inspect-delay \S+|content lua\.await-proxy)$/,
  ],
};

/** What one with a certificate says beside: it tells when that ends, which HAProxy tells at its command line only. */
const EXPIRY: Readonly<Record<string, readonly string[]>> = {
  global: [`lua-load ${GATEWAY_FILES}/expiry.lua`, `stats socket ipv4@127.0.0.1:${GATEWAY_CLI_PORT} level operator`],
  health: ['http-request use-service lua.certificate if { path /certificate }'],
  metrics: ['http-request use-service lua.certificate if { path /certificate }'],
};

/** What one with `drainGrace` says beside. */
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

/** What in a haproxy.cfg leads from a tenant's gateway to anything but its proxies, or not to them as it should. */
export function configurationFaults(
  text: string,
  tenant: Tenant,
  { egressCheck, monitoring }: Pick<Environment, 'egressCheck' | 'monitoring'>,
): readonly string[] {
  const sections = readHaproxy(text);
  return [
    ...sections.flatMap((each) => unknownLines(each, sections, tenant)),
    ...(monitoring?.namespace === undefined && sections.some((each) => says(each, METRICS))
      ? [`port ${GATEWAY_METRICS_PORT} serves metrics, which monitoring.namespace does not ask for`]
      : []),
    ...wayFaults(sections, tenant, egressCheck !== undefined && tenant.egress.proxies.length > 1),
    ...(sections.some((each) => says(each, HEALTH))
      ? []
      : [`port ${GATEWAY_HEALTH_PORT} does not say that it is ready`]),
  ];
}

function wayFaults(sections: readonly Section[], tenant: Tenant, outside: boolean): readonly string[] {
  const fronts = sections.filter((each) => says(each, FRONT)).map((each) => waysOf(each, sections));
  const { proxies, lastResort, reaching, certain } = fronts[0] ?? {};
  if (!proxies) return [`port ${GATEWAY_PORT} leads to no proxies`];
  const own = [proxies, lastResort, reaching, certain];
  const others = sections.filter((each) => each.kind === 'backend' && !own.includes(each));
  return [
    ...(fronts.every((each) => each.proxies === proxies) ? [] : [`port ${GATEWAY_PORT} leads to no proxies`]),
    ...(lastResort && fronts.every((each) => each.lastResort === lastResort)
      ? []
      : [`port ${GATEWAY_PORT} leads to no last resort, so slow proxies would be an outage`]),
    ...(outside && !(reaching && certain)
      ? [`port ${GATEWAY_PORT} does not prefer proxies that reach the outside, which egressCheck asks for`]
      : []),
    ...others.map(({ name }) => `has the backend ${name}, too`),
    ...serverFaults(proxies, tenant, 'by-squid'),
    // With checks it would be left when the proxies are, and be none.
    ...(lastResort ? serverFaults(lastResort, tenant, 'never') : []),
    ...(reaching ? serverFaults(reaching, tenant, { question: 'reaching', track: proxies.name }) : []),
    ...(certain ? serverFaults(certain, tenant, { question: 'certain' }) : []),
  ];
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

function unknownLines(section: Section, sections: readonly Section[], { egress }: Tenant): readonly string[] {
  const { kind, name, lines } = section;
  const where = [kind, name].filter(Boolean).join(' ') || 'its beginning';
  const role = roleOf(section);
  const known = KNOWN[role];
  // More than a name tells what it inherits.
  if (!known || name.includes(' ')) return [`has the section ${where}`];
  const exactly = [
    ...(role === 'frontend' ? waysOf(section, sections).lines : []),
    ...(egress.clientCertificate ? (EXPIRY[role] ?? []) : []),
    ...(egress.drainGrace === undefined ? [] : (GRACE[role] ?? [])),
  ];
  return lines
    .map((words) => words.join(' '))
    .filter((line) => !exactly.includes(line) && !known.some((pattern) => pattern.test(line)))
    .map((line) => `${where} says ${line}, which no gateway needs`);
}

/** Which lines a section may have: those of its kind, or of the front end that its port makes it. */
function roleOf(section: Section): string {
  if (section.kind !== 'frontend') return section.kind;
  if (says(section, HEALTH)) return 'health';
  return says(section, METRICS) ? 'metrics' : section.kind;
}
