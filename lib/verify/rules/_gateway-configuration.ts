import type { Tenant } from '../../model/types';
import { serverFaults } from './_gateway-servers';
import { readHaproxy, type Section } from './_haproxy';
import { GATEWAY_FILES, GATEWAY_PORT } from './_names';

const HEALTH_PORT = 8404;
const FRONT = new RegExp(`^bind \\*?:${GATEWAY_PORT}$`);
const HEALTH = new RegExp(`^bind \\*?:${HEALTH_PORT}$`);

const ANYWHERE = [
  /^log (stdout|global)( |$)/,
  /^maxconn \d+$/,
  /^mode tcp$/,
  /^(retries|timeout) /,
  /^option redispatch( |$)/,
];

/** All that a gateway has to say. Whatever else HAProxy can be told may lead elsewhere: it is a finding. */
const KNOWN: Readonly<Record<string, readonly RegExp[]>> = {
  '': [],
  global: [...ANYWHERE, /^ssl-load-extra-del-ext$/, new RegExp(`^lua-load ${GATEWAY_FILES}/cut\\.lua$`)],
  defaults: ANYWHERE,
  frontend: [...ANYWHERE, FRONT, /^default_backend \S+$/],
  health: [HEALTH, /^mode http$/, /^timeout /, /^monitor(-uri| fail) /],
  backend: [...ANYWHERE, /^balance /, /^option httpchk /, /^http-check expect /, /^(default-)?server /],
};

/** What in a haproxy.cfg leads from a tenant's gateway to anything but its proxies, or not to them as it should. */
export function configurationFaults(text: string, tenant: Tenant): readonly string[] {
  const sections = readHaproxy(text);
  const [backend, ...others] = sections.filter(({ kind }) => kind === 'backend');
  const fronts = sections.filter((each) => says(each, FRONT));
  const leads = ({ lines }: Section) =>
    lines.some(([keyword, name]) => keyword === 'default_backend' && name === backend?.name);
  return [
    ...sections.flatMap(unknownLines),
    ...(fronts.length > 0 && fronts.every(leads) ? [] : [`port ${GATEWAY_PORT} leads to no proxies`]),
    ...(sections.some((each) => says(each, HEALTH)) ? [] : [`port ${HEALTH_PORT} does not say that it is ready`]),
    ...others.map(({ name }) => `has the backend ${name}, too`),
    ...(backend ? serverFaults(backend, tenant) : []),
  ];
}

function says({ lines }: Section, pattern: RegExp): boolean {
  return lines.some((words) => pattern.test(words.join(' ')));
}

function unknownLines(section: Section): readonly string[] {
  const { kind, name, lines } = section;
  const where = [kind, name].filter(Boolean).join(' ') || 'its beginning';
  const known = KNOWN[kind === 'frontend' && says(section, HEALTH) ? 'health' : kind];
  if (!known) return [`has the section ${where}`];
  return lines
    .map((words) => words.join(' '))
    .filter((line) => !known.some((pattern) => pattern.test(line)))
    .map((line) => `${where} says ${line}, which no gateway needs`);
}
