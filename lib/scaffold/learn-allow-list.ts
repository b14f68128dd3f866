import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { list as asList, map as asMap } from '../data';
import { replaceFiles } from '../disk';
import { EgressError } from '../errors';
import { covers, deniedBy } from '../model/allowed-hosts';
import { loadModel } from '../model/load';
import type { AllowedHost, Model } from '../model/types';
import { appendYaml, editYaml } from '../settings/edit-yaml';
import { hostFault, isPrivateName } from '../settings/host';
import { loginPort } from '../settings/machine-ports';
import { WEB_PORTS } from '../vocabulary';
import { type Endpoint, type Group, grouped, isRegistry } from './_group-hosts';
import type { Folders } from './types';

/** A host and port that a tenant reached. */
interface Requested {
  readonly environment: string;
  readonly host: string;
  readonly port: string;
  readonly requests: number;
  /** Those of them that ended with an error and without an answer. */
  readonly failed: number;
}

interface Learning extends Folders {
  readonly tenant: string;
  readonly requested: readonly Requested[];
  /** From how many hosts with one parent on, the parent and all below it are allowed. @default - each host by itself */
  readonly group?: number;
  /** Change nothing. @default false */
  readonly dryRun?: boolean;
}

/** An entry that was added, or got more ports. */
interface LearnedEntry {
  /** `api.example.com`, or `.example.com` for it and all below it. */
  readonly host: string;
  readonly ports: readonly number[];
  readonly requests: number;
  /** Where in the file: `egress.allow`, or that of an environment. */
  readonly path: string;
}

/** A file of settings has at most 256 KiB. */
const MOST_ENTRIES = 5000;

/** Why a host of the record is not in the list. */
export type Refusal =
  | 'address'
  | 'not-a-host'
  | 'private-name'
  | 'public-suffix'
  | 'port'
  | 'denied-by-environment'
  | 'failed';

interface LearnedList {
  readonly file: string;
  readonly learned: readonly LearnedEntry[];
  readonly refused: readonly {
    readonly why: Refusal;
    readonly host: string;
    readonly port: string;
    readonly requests: number;
  }[];
  /** Whether the tenant had no allow list, so that any host was allowed. */
  readonly isNew: boolean;
}

/**
 * Adds the hosts and ports that a tenant reached to its allow list. What the list has already stays, comments and order
 * included. Nothing is written unless the settings are fine afterwards.
 *
 * @throws EgressError 1, with problems, for settings that are not fine, before or afterwards
 */
export function learnAllowList({ tenant, requested, group, dryRun = false, ...folders }: Learning): LearnedList {
  const { model } = loadModel(folders);
  const file = join(folders.tenants, `${tenant}.yaml`);
  const before = readFileSync(file, 'utf8');
  const data: unknown = parse(before);
  const places = new Map<string, Place>();
  const refused: LearnedList['refused'][number][] = [];
  for (const one of requested) {
    const why = refusalOf(one, model, tenant);
    if (why !== undefined) {
      refused.push({ why, host: one.host, port: one.port, requests: one.requests });
      continue;
    }
    const place = placeOf(data, one.environment);
    const key = place.join('.');
    const known = places.get(key) ?? { path: place, environments: new Set(), endpoints: new Map() };
    known.environments.add(one.environment);
    const host = nameOf(one.host);
    const id = `${host} ${one.port}`;
    const requests = (known.endpoints.get(id)?.requests ?? 0) + one.requests;
    known.endpoints.set(id, { host, port: Number(one.port), requests });
    places.set(key, known);
  }
  let text = before;
  const learned: LearnedEntry[] = [];
  for (const { path, environments, endpoints } of places.values()) {
    // An entry of the file is missing if one of the environments that share it lacks it.
    const lists = tenantsIn(model, tenant, environments).map(({ egress }) => egress.allow ?? []);
    const missing = [...endpoints.values()].filter(({ host, port }) =>
      lists.some((allow) => !covers(allow, host, port)),
    );
    const own = ownEntries(text, path);
    if (missing.length > MOST_ENTRIES)
      throw new EgressError(
        `${file}: ${missing.length} hosts and ports would be added (expected at most ${MOST_ENTRIES}): that is not a list of partners`,
        1,
      );
    const entries = grouped(
      missing,
      own.map(({ host }) => host),
      group,
    );
    text = withEntries(text, entries, own, path);
    learned.push(...entries.map((entry) => ({ ...entry, path: path.join('.') })));
  }
  if (text !== before) {
    loadModel({ ...folders, proposed: { name: basename(file), text } });
    if (!dryRun) replaceFiles([{ path: file, text, mode: statSync(file).mode & 0o777 }]);
  }
  const isNew = learned.length > 0 && tenantsIn(model, tenant).some(({ egress }) => egress.allow === undefined);
  return { file, learned, refused, isNew };
}

interface Place {
  readonly path: readonly string[];
  readonly environments: Set<string>;
  readonly endpoints: Map<string, Endpoint>;
}

function tenantsIn(model: Model, tenant: string, environments?: ReadonlySet<string>) {
  return model.environments
    .filter(({ environment }) => environments === undefined || environments.has(environment.name))
    .flatMap(({ tenants }) => tenants.filter(({ name }) => name === tenant));
}

function refusalOf(
  { host, port, environment, requests, failed }: Requested,
  model: Model,
  tenant: string,
): Refusal | undefined {
  const name = nameOf(host);
  if (/^[\d.]+$|:/.test(name)) return 'address';
  // A leading dot would be a whole domain.
  if (name.startsWith('.') || hostFault(name) !== undefined) return 'not-a-host';
  if (isPrivateName(name)) return 'private-name';
  if (isRegistry(name)) return 'public-suffix';
  const number = Number(port);
  if (!/^[1-9]\d{0,4}$/.test(port) || number > 65535 || loginPort(number) !== undefined) return 'port';
  const found = model.environments.find((one) => one.environment.name === environment);
  const proxies = found?.tenants.find((one) => one.name === tenant)?.egress.proxies ?? [];
  if (proxies.some((proxy) => proxy.port === number)) return 'port';
  if (deniedBy(name, found?.environment.denyHosts) !== undefined) return 'denied-by-environment';
  return failed === requests ? 'failed' : undefined;
}

/** Squid compares names without regard to case. */
function nameOf(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}

/** The list that an environment has: its own, or the tenant's. */
function placeOf(data: unknown, environment: string): readonly string[] {
  const own = ['environments', environment, 'egress', 'allow'];
  const value = own.reduce<unknown>((at, key) => asMap(at)[key], data);
  return value === undefined ? ['egress', 'allow'] : own;
}

interface OwnEntry {
  readonly host: string;
  /** Undefined: the entry is a host by itself. */
  readonly entry?: Readonly<Record<string, unknown>>;
  readonly ports: readonly number[];
}

/** Entries as the file has them; of a shared list the host is empty. */
function ownEntries(text: string, path: readonly string[]): OwnEntry[] {
  const value = path.reduce<unknown>((at, key) => asMap(at)[key], parse(text));
  return asList(value).map((entry) => {
    if (typeof entry === 'string') return { host: entry, ports: [...WEB_PORTS] };
    const { host = '', ports } = asMap(entry) as { host?: string; ports?: number[] };
    return { host, entry: asMap(entry), ports: ports ?? [...WEB_PORTS] };
  });
}

/** The file with more entries, or more ports in those that it has. */
function withEntries(
  text: string,
  entries: readonly Group[],
  own: readonly OwnEntry[],
  path: readonly string[],
): string {
  const known = new Map(own.map((entry, index) => [entry.host, { ...entry, index }]));
  const added: ReturnType<typeof entryFor>[] = [];
  let changed = text;
  for (const { host, ports } of entries) {
    const before = known.get(host);
    if (!before) {
      added.push(entryFor(host, ports));
      continue;
    }
    const all = [...new Set([...before.ports, ...ports])].sort((a, b) => a - b);
    const at = [...path, before.index];
    changed = editYaml(
      changed,
      before.entry ? { path: [...at, 'ports'], value: all } : { path: at, value: entryFor(host, all) },
    );
  }
  const [first, ...rest] = added;
  if (first === undefined) return changed;
  if (own.length > 0) return appendYaml(changed, path, added);
  const begun = editYaml(
    changed,
    typeof first === 'string' ? { path, value: [first] } : { path: [...path, 0], value: first },
  );
  return rest.length > 0 ? appendYaml(begun, path, rest) : begun;
}

/** A host by itself stands for the ports of the web. */
function entryFor(host: string, ports: readonly number[]): string | { host: string; ports: readonly number[] } {
  return ports.every((port) => (WEB_PORTS as readonly number[]).includes(port)) ? host : { host, ports };
}

/** For messages: `api.example.com`, or with ports that are not the web's. */
export function shownEntry({ host, ports }: Pick<AllowedHost, 'host' | 'ports'>): string {
  const value = entryFor(host, ports);
  return typeof value === 'string' ? value : `${host}, ports ${ports.join(', ')}`;
}

/** @throws EgressError 2 for a number that is not usable */
export function groupSize(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text) || Number(text) < 2)
    throw new EgressError(`--group ${text}: is not a number of hosts (expected 2 or more)`, 2);
  return Number(text);
}
