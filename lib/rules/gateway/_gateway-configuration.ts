import type { Tenant } from '../../model/types';
import { GATEWAY_CLI_PORT, GATEWAY_FILES, GATEWAY_HEALTH_PORT, GATEWAY_PORT } from '../_names';
import { serverFaults } from './_gateway-servers';
import { readHaproxy, type Section } from './_haproxy';

const FRONT = new RegExp(`^bind \\*?:${GATEWAY_PORT}$`);
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
  global: [...ANYWHERE, /^ssl-load-extra-del-ext$/, new RegExp(`^lua-load ${GATEWAY_FILES}/cut\\.lua$`)],
  defaults: [...ANYWHERE, /^balance \w+$/, /^default-server /],
  frontend: [...ANYWHERE, FRONT, /^rate-limit sessions \d+$/, /^default_backend \S+$/],
  health: [HEALTH, /^mode http$/, /^timeout /, /^monitor(-uri| fail) /, CONNECTIONS],
  backend: [...ANYWHERE, /^balance \w+$/, /^option httpchk /, /^http-check expect /, /^(default-)?server /],
};

/** What one with a certificate says beside: it tells when that ends, which HAProxy tells at its command line only. */
const EXPIRY: Readonly<Record<string, readonly string[]>> = {
  global: [`lua-load ${GATEWAY_FILES}/expiry.lua`, `stats socket ipv4@127.0.0.1:${GATEWAY_CLI_PORT} level operator`],
  health: ['http-request use-service lua.certificate if { path /certificate }'],
};

/** Where a front end leads. */
interface Ways {
  readonly proxies?: Section;
  /** The same servers, for when checks leave none of the proxies. */
  readonly lastResort?: Section;
  /** The line that leads to it. */
  readonly line?: string;
}

/** What in a haproxy.cfg leads from a tenant's gateway to anything but its proxies, or not to them as it should. */
export function configurationFaults(text: string, tenant: Tenant): readonly string[] {
  const sections = readHaproxy(text);
  return [
    ...sections.flatMap((each) => unknownLines(each, sections, tenant)),
    ...wayFaults(sections, tenant),
    ...(sections.some((each) => says(each, HEALTH))
      ? []
      : [`port ${GATEWAY_HEALTH_PORT} does not say that it is ready`]),
  ];
}

function wayFaults(sections: readonly Section[], tenant: Tenant): readonly string[] {
  const fronts = sections.filter((each) => says(each, FRONT)).map((each) => waysOf(each, sections));
  const { proxies, lastResort } = fronts[0] ?? {};
  if (!proxies) return [`port ${GATEWAY_PORT} leads to no proxies`];
  const others = sections.filter((each) => each.kind === 'backend' && each !== proxies && each !== lastResort);
  return [
    ...(fronts.every((each) => each.proxies === proxies) ? [] : [`port ${GATEWAY_PORT} leads to no proxies`]),
    ...(lastResort && fronts.every((each) => each.lastResort === lastResort)
      ? []
      : [`port ${GATEWAY_PORT} leads to no last resort, so slow proxies would be an outage`]),
    ...others.map(({ name }) => `has the backend ${name}, too`),
    ...serverFaults(proxies, tenant, true),
    // With checks it would be left when the proxies are, and be none.
    ...(lastResort ? serverFaults(lastResort, tenant, false) : []),
  ];
}

function waysOf({ lines }: Section, sections: readonly Section[]): Ways {
  const backend = (of: string | undefined) => sections.find(({ kind, name }) => kind === 'backend' && name === of);
  const [, first] = lines.findLast(([keyword]) => keyword === 'default_backend') ?? [];
  const proxies = backend(first);
  if (!proxies) return {};
  for (const [keyword, second, ...condition] of lines) {
    const lastResort = keyword === 'use_backend' && second !== first ? backend(second) : undefined;
    if (lastResort && condition.join(' ') === `if { nbsrv(${first}) eq 0 }`)
      return { proxies, lastResort, line: [keyword, second, ...condition].join(' ') };
  }
  return { proxies };
}

function says({ lines }: Section, pattern: RegExp): boolean {
  return lines.some((words) => pattern.test(words.join(' ')));
}

function unknownLines(section: Section, sections: readonly Section[], { egress }: Tenant): readonly string[] {
  const { kind, name, lines } = section;
  const where = [kind, name].filter(Boolean).join(' ') || 'its beginning';
  const role = kind === 'frontend' && says(section, HEALTH) ? 'health' : kind;
  const known = KNOWN[role];
  // More than a name tells what it inherits.
  if (!known || name.includes(' ')) return [`has the section ${where}`];
  const exactly = [
    ...(role === 'frontend' ? [waysOf(section, sections).line] : []),
    ...(egress.clientCertificate ? (EXPIRY[role] ?? []) : []),
  ];
  return lines
    .map((words) => words.join(' '))
    .filter((line) => !exactly.includes(line) && !known.some((pattern) => pattern.test(line)))
    .map((line) => `${where} says ${line}, which no gateway needs`);
}
