import { existsSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Data, list, map } from '../data';
import { createFile, readIfThere, withDisk } from '../disk';
import { EgressError } from '../errors';
import { formatProblem, type Problem } from '../lint';
import { loadModel } from '../model/load';
import { type ProxyPlace, placeProxy, readClaims, readNetworks, refusal } from '../scaffold';
import { type MapNode, nodeAt, prune, toData } from '../settings/node';
import { formatPath, type Origin, type Path, type SettingsFile } from '../settings/place';
import { tenantBase } from '../settings/tenant';
import { validate } from '../settings/validate';
import { KUSTOMIZE_FILES } from '../vocabulary';
import { convert, proxyOf, tenantNameOf } from './convert';
import { type Manifest, readManifests } from './documents';
import { commonOf, overrideOver } from './environments';
import { buildFolder, kustomizationIn, overlaysOf } from './kustomize';
import { Log, type Remark } from './log';
import { listNode, mapNode, textOf, valueNode } from './nodes';
import { tenantYaml } from './tenant-yaml';

/** Name of the proxy of an imported tenant. */
const PROXY = 'squid-a';

interface ImportProps {
  /** Manifests, folders with a kustomization.yaml, or folders of manifests. */
  readonly files: readonly string[];
  /** Folders of the settings. */
  readonly tenants: string;
  readonly environments: string;
  /** @default - the label tenant of the namespace, or the name of the namespace */
  readonly name?: string;
  /** Address of the tenant's proxy. @default - what the manifests say, or the next free one */
  readonly address?: string;
}

/** A remark with its place. */
export interface ImportRemark {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly what: string;
  readonly message: string;
}

export interface ImportedTenant {
  /** The file that was written. */
  readonly file: string;
  /** What the settings cannot express, sorted by place. */
  readonly left: readonly ImportRemark[];
  /** What the platform decides: it is otherwise from now on. */
  readonly changed: readonly ImportRemark[];
  /** What the settings' judgement has to remark on the new file. */
  readonly warnings: readonly Problem[];
}

/** Manifests of one environment; undefined: of every one. */
interface Source {
  readonly environment?: string;
  readonly manifests: readonly Manifest[];
}

/**
 * Writes the file of a tenant that renders what manifests say, as far as the settings can express it.
 *
 * @throws EgressError 1, with problems, for manifests that are not YAML, an existing tenant, and settings that do not
 * load; 2 for a file that is not there
 */
export function importTenant(props: ImportProps): ImportedTenant {
  const log = new Log();
  const sources = props.files.flatMap((file) => sourcesOf(file, props.environments, log));
  const shared = sources.flatMap(({ environment, manifests }) => (environment === undefined ? manifests : []));
  const names = [...new Set(sources.flatMap(({ environment }) => environment ?? []))];
  const all = sources.flatMap(({ manifests }) => manifests);
  const name = props.name ?? tenantNameOf(all);
  if (name === undefined) throw new EgressError('the manifests name no namespace; name the tenant: --tenant NAME', 2);
  const file = join(props.tenants, `${name}.yaml`);
  if (lstatSync(file, { throwIfNoEntry: false }))
    throw refusal(
      'tenant-exists',
      file,
      `there is a tenant ${name} already; move its file away, or choose another name`,
    );

  const top: Origin = { file: { file, source: file, stem: name, locate: () => ({ line: 1, column: 1 }) }, path: [] };
  const logs: Log[] = [log];
  let place: ProxyPlace | undefined;
  const treeOf = (manifests: readonly Manifest[], environment?: string): Tree => {
    const converted = convert(manifests, name, top);
    logs.push(converted.log);
    const found = proxyOf(manifests);
    if (!found) place ??= placeProxy(readNetworks(props), readClaims(props), props.address);
    const address = found?.address ?? place?.elsewhere[environment ?? ''] ?? place?.address ?? '';
    const tree = withEgress(converted.settings, { address, port: found?.port }, top);
    converted.log.left.push(...judge(tree, top.file));
    return { environment, tree, log: converted.log };
  };
  const trees =
    names.length === 0
      ? [treeOf(shared)]
      : names.map((environment) => {
          const own = sources.filter((source) => source.environment === environment);
          return treeOf([...shared, ...own.flatMap(({ manifests }) => manifests)], environment);
        });
  const { text, warnings } = loadable(trees, place?.elsewhere ?? {}, props, file);
  if (!createFile(file, text)) throw refusal('tenant-exists', file, `there is a tenant ${name} already`);
  return {
    file,
    left: remarks(logs.flatMap(({ left }) => left)),
    changed: remarks(logs.flatMap(({ changed }) => changed)),
    warnings: warnings.filter((warning) => warning.file === file),
  };
}

/** Settings of one environment; without one, of all. */
interface Tree {
  readonly environment?: string;
  readonly tree: MapNode;
  readonly log: Log;
}

/** The text of the settings without what contradicts the rest or the environments, which is left. */
function loadable(
  trees: readonly Tree[],
  elsewhere: Readonly<Record<string, string>>,
  props: ImportProps,
  file: string,
): { readonly text: string; readonly warnings: readonly Problem[] } {
  const environments = environmentNames(props.environments);
  for (;;) {
    const settings = settingsOf(trees, elsewhere, environments);
    const text = tenantYaml(settings);
    try {
      return { text, warnings: loadModel({ ...props, proposed: { name: basename(file), text } }).warnings };
    } catch (error) {
      const problems = error instanceof EgressError ? error.problems : [];
      const problem = problems.find((one) => one.severity === 'error' && one.file === file);
      if (!problem || !leave(problem, settings, trees)) throw error;
    }
  }
}

function settingsOf(
  trees: readonly Tree[],
  elsewhere: Readonly<Record<string, string>>,
  environments: readonly string[],
): Data {
  const all = trees.map(({ environment, tree }) => ({ environment, settings: toData(tree) as Data }));
  const base = commonOf(all.map(({ settings }) => settings));
  const isLaidOut = trees.some(({ environment }) => environment !== undefined);
  const overrides = isLaidOut
    ? environments.flatMap((environment) => {
        const own = all.find((one) => one.environment === environment);
        const override = own ? overrideOver(base, own.settings) : { enabled: false };
        return override === undefined ? [] : [[environment, override] as const];
      })
    : Object.entries(elsewhere).map(
        ([each, address]) => [each, { egress: { proxies: [{ name: PROXY, address }] } }] as const,
      );
  return overrides.length === 0 ? base : { ...base, environments: Object.fromEntries(overrides) };
}

/** Leaves what a problem of a workload is about, or the whole workload. Returns whether there was such a thing. */
function leave({ path, message }: Problem, settings: Data, trees: readonly Tree[]): boolean {
  const [, at = '', rest = ''] = /^(?:environments\.([^.[]+)\.)?workloads\[\d+\]\.?(.*)$/.exec(path) ?? [];
  const workload = workloadAt(settings, path);
  if (workload === undefined) return false;
  let isFound = false;
  for (const { environment, tree, log } of trees) {
    if (at !== '' && environment !== at) continue;
    const list = nodeAt(tree, ['workloads']);
    const index =
      list?.kind === 'list' ? list.items.findIndex((item) => textOf(nodeAt(item, ['name'])) === workload) : -1;
    if (index < 0) continue;
    isFound = true;
    const inner = stepsOf(rest);
    const whole = ['workloads', index];
    const own = [...whole, ...inner];
    const isRequired = inner.length === 0 || ['name', 'image'].includes(String(inner[0]));
    const doomed = isRequired || nodeAt(tree, own) === undefined ? whole : own;
    const node = nodeAt(tree, doomed);
    if (node) log.left.push({ origin: node.origin, what: `${workload} ${rest}`.trim(), message });
    prune(tree, [doomed]);
    removeEmpty(tree, doomed.slice(0, -1));
  }
  return isFound;
}

/** Maps of which nothing is left. */
function removeEmpty(tree: MapNode, path: Path): void {
  const node = nodeAt(tree, path);
  if (path.length < 3 || node?.kind !== 'map' || node.entries.size > 0) return;
  prune(tree, [path]);
  removeEmpty(tree, path.slice(0, -1));
}

/** Name of the workload that a path of the settings leads into. */
function workloadAt(settings: Data, path: string): string | undefined {
  const [, environment, index] = /^(?:environments\.([^.[]+)\.)?workloads\[(\d+)\]/.exec(path) ?? [];
  if (index === undefined) return undefined;
  const of = environment === undefined ? settings : map(map(settings.environments)[environment]);
  const { name } = map(list(of.workloads)[Number(index)]);
  return typeof name === 'string' ? name : undefined;
}

/** `probes.liveness.command[0]` as steps. */
function stepsOf(path: string): (string | number)[] {
  return [...path.matchAll(/\[(\d+)\]|\["([^"]+)"\]|([^.[\]]+)/g)].map(([, index, quoted, plain]) =>
    index === undefined ? (quoted ?? plain ?? '') : Number(index),
  );
}

/** A file, a folder that kustomize builds, one of such folders for each environment, or a folder of manifests. */
function sourcesOf(path: string, environments: string, log: Log): readonly Source[] {
  const found = readIfThere(path, () => statSync(path));
  if (!found) throw new EgressError(`${path}: there is no such file`, 2);
  if (!found.isDirectory()) {
    if (KUSTOMIZE_FILES.includes(basename(path))) return [{ manifests: buildFolder(dirname(path), log) }];
    return [{ manifests: readManifests(path) }];
  }
  if (kustomizationIn(path) !== undefined) return [{ manifests: buildFolder(path, log) }];
  const overlays = overlaysOf(path);
  if (overlays !== undefined) {
    const known = environmentNames(environments);
    return namesIn(overlays).flatMap((name): Source[] => {
      const folder = join(overlays, name);
      const file = kustomizationIn(folder);
      if (file === undefined) return [];
      if (known.includes(name)) return [{ environment: name, manifests: buildFolder(folder, log) }];
      const [whole] = readManifests(file);
      if (whole)
        log.leave(
          whole.node,
          `overlay ${name}`,
          `there is no environment ${name}; add it (environment:add), or rename the folder`,
        );
      return [];
    });
  }
  const files = namesIn(path).filter((name) => /\.(ya?ml|json)$/.test(name));
  return [{ manifests: files.flatMap((name) => readManifests(join(path, name))) }];
}

function environmentNames(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return namesIn(folder).flatMap((name) => (/^[^_].*\.ts$/.test(name) ? [basename(name, '.ts')] : []));
}

function namesIn(folder: string): string[] {
  return withDisk(folder, 'be read', () => readdirSync(folder)).sort();
}

function withEgress(
  settings: MapNode,
  proxy: { readonly address: string; readonly port?: number },
  top: Origin,
): MapNode {
  const entry = mapNode(top, {
    name: valueNode(PROXY, top),
    address: valueNode(proxy.address, top),
    port: proxy.port === undefined ? undefined : valueNode(proxy.port, top),
  });
  const egress = mapNode(top, { proxies: listNode(top, [entry]) });
  const { workloads, ...others } = Object.fromEntries(settings.entries);
  return mapNode(top, { ...others, egress, workloads });
}

/** Takes out the values that the settings refuse, and returns them. */
function judge(tree: MapNode, file: SettingsFile): readonly Remark[] {
  const { faults } = validate(tenantBase, tree);
  fail(
    faults.filter(({ origin }) => origin.file === file),
    file,
  );
  return faults.map(({ origin, message }) => ({ origin, what: formatPath(origin.path), message }));
}

/** Of the tenant as such: without it there is nothing to write. */
function fail(
  problems: readonly { readonly id: Problem['id']; readonly message: string }[],
  { file }: SettingsFile,
): void {
  if (problems.length === 0) return;
  const all = problems.map(
    ({ id, message }): Problem => ({ id, file, line: 1, column: 1, path: '', message, severity: 'error' }),
  );
  throw new EgressError(all.map(formatProblem).join('\n'), 1, all);
}

function remarks(all: readonly Remark[]): ImportRemark[] {
  return sorted(
    all.map(({ origin: { file, path }, what, message }) => ({ file: file.file, ...file.locate(path), what, message })),
  );
}

/** Sorted by place, each once: what several environments share is said once. */
function sorted(all: readonly ImportRemark[]): ImportRemark[] {
  const unique = new Map(
    all.map((remark) => [JSON.stringify([remark.file, remark.line, remark.what, remark.message]), remark]),
  );
  return [...unique.values()].sort(
    (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column,
  );
}
