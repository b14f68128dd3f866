import type { Acl, Config } from '../config';
import { domainAclsOf } from './domain-index';
import { isNumeric } from './domains';
import { leafOf } from './leaf';
import { patternsOf } from './pattern-lines';
import { spread } from './sources';

/** A public address that no configuration means, of a range for documentation. */
export const PUBLIC_ADDRESS = '203.0.113.9';

export const UNLISTED = 'unlisted.test';

/** What a client may ask for: a host, and the path of a plain request. */
interface Target {
  readonly host: string;
  readonly path?: string;
}

const PATTERN_TYPES = ['dstdom_regex', 'url_regex', 'urlpath_regex', 'ssl::server_name_regex'];
const DOMAIN_TYPES = ['dstdomain', 'ssl::server_name'];

/** This many hosts are compared with the ACLs. */
const MOST_HOSTS = 2000;
const FEWEST_OF_A_LIST = 20;
const MOST_COMPARISONS = 20_000;

const TARGETS = new WeakMap<Config, readonly Target[]>();

/** One target of each kind that the ACLs tell apart, and some that they do not name. */
export function targets(config: Config): readonly Target[] {
  const known = TARGETS.get(config) ?? make(config);
  TARGETS.set(config, known);
  return known;
}

function make(config: Config): readonly Target[] {
  const acls = [...config.acls.values()].filter(({ type }) => [...PATTERN_TYPES, ...DOMAIN_TYPES].includes(type));
  const numbers = new Map(acls.map((acl, index) => [acl, index]));
  const others = acls.filter(({ type }) => type !== 'dstdomain').map((acl) => leafOf(config, acl));
  const kinds = new Map<string, Target>();
  for (const target of samples(acls)) {
    const names = domainAclsOf(config, target.host).map((acl) => numbers.get(acl));
    const said = others.length === 0 ? [] : requests(target).map((one) => others.map((leaf) => leaf.match(one)).join());
    const kind = `${isNumeric(target.host)} ${names.join()} ${said.join(';')}`;
    if (!kinds.has(kind)) kinds.set(kind, target);
  }
  return [...kinds.values()];
}

/** The requests that show whether two targets differ. */
function requests({ host, path }: Target) {
  const any = { src: PUBLIC_ADDRESS, host, dstAddresses: [PUBLIC_ADDRESS], reverseName: 'none' };
  return [
    { ...any, method: 'GET', port: 80, path },
    { ...any, method: 'GET', port: 25, path },
    { ...any, method: 'CONNECT', port: 443 },
  ];
}

function* samples(acls: readonly Acl[]): Iterable<Target> {
  yield { host: UNLISTED };
  yield { host: 'x9-other.invalid' };
  yield { host: PUBLIC_ADDRESS };
  const most = Math.max(FEWEST_OF_A_LIST, Math.floor(MOST_HOSTS / Math.max(1, acls.length)));
  for (const acl of acls.filter(isOwn)) {
    if (DOMAIN_TYPES.includes(acl.type)) {
      for (const { text } of spread(acl.values, most)) yield { host: text.startsWith('.') ? `any${text}` : text };
    } else {
      const patterns = patternsOf(acl);
      // Of very long lists few are tried: each host is compared with the whole list.
      const some = Math.min(most, Math.max(4, Math.floor(MOST_COMPARISONS / patterns.size)));
      for (const text of spread(patterns.samples(some), some)) yield* matching(acl, text);
    }
  }
}

/** The predefined `manager` is not a host to reach; its rule asks for it. */
function isOwn({ builtin, lines }: Acl): boolean {
  return !builtin || lines.length > 0;
}

/** Targets that a text, which a pattern matches, can be part of. */
function* matching({ type }: Acl, text: string): Iterable<Target> {
  if (type === 'urlpath_regex') {
    yield { host: UNLISTED, path: pathOf(text) };
    return;
  }
  const url = /^\w+:\/\/(?:[^/@]*@)?(\[[^\]]*\]|[^/:]*)(?::\d*)?(\/.*)?$/s.exec(text);
  if (url) yield* hostsOf(url[1] ?? '', url[2]);
  else if (type === 'url_regex') {
    const [, host = '', rest] = /^([^/:]*)(?::\d*)?(\/.*)?$/s.exec(text) ?? [];
    yield* hostsOf(host, rest);
    yield { host: UNLISTED, path: pathOf(text) };
  } else yield* hostsOf(text, undefined);
}

function* hostsOf(text: string, path: string | undefined): Iterable<Target> {
  const rest = path === undefined ? {} : { path: pathOf(path) };
  // A name does not begin or end with a dot, and it is not empty.
  const host = [text, `any${text}`, `${text}any`, `any${text}any`].find((one) => HOST.test(one));
  if (host !== undefined) yield { host, ...rest };
}

const HOST = /^[\w-]+(\.[\w-]+)*$|^\[[\da-f:.]+\]$/i;

/** A path in which each blank is as clients send it. */
function pathOf(text: string): string {
  const path = text.startsWith('/') ? text : `/${text}`;
  return path.replace(/[^!-~]/g, (character) => encodeURIComponent(character));
}

const UNSAMPLED = new WeakMap<Acl, boolean>();

/** Whether no target was found that an ACL of patterns matches, so that a client may know one. */
export function isUnsampled(config: Config, acl: Acl): boolean {
  if (!PATTERN_TYPES.includes(acl.type) || !isOwn(acl) || acl.values.length === 0) return false;
  const known = UNSAMPLED.get(acl) ?? hasNoTarget(config, acl);
  UNSAMPLED.set(acl, known);
  return known;
}

function hasNoTarget(config: Config, acl: Acl): boolean {
  const leaf = leafOf(config, acl);
  return !targets(config).some((target) => requests(target).some((request) => leaf.match(request) === true));
}
