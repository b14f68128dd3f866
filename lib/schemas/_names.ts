import { joinPath } from './_explain';

interface Finding {
  readonly path: string;
  readonly message: string;
}
type Map = Readonly<Record<string, unknown>>;

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const SERVICE = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const QUALIFIED = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const PORT_NAME = /^(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/;

/** What controllers derive from a name must fit too: pods' labels, and the time that a CronJob appends to its Jobs. */
const LENGTHS: Readonly<Record<string, number>> = { CronJob: 52, StatefulSet: 52, Job: 63 };

/** What is wrong with the names, labels and annotations of an object, those inside it included. */
export function nameFindings(object: Map, namespaced: boolean): Finding[] {
  const findings: Finding[] = [];
  const add = (path: string, message: string | undefined) => {
    if (message) findings.push({ path, message });
  };
  if (object.metadata === undefined) return [];
  const metadata = asMap(object.metadata);
  add('metadata.name', nameProblem(String(object.kind), metadata.name));
  if (namespaced) {
    add('metadata.namespace', metadata.namespace === undefined ? 'is missing' : labelProblem(metadata.namespace));
  } else if (metadata.namespace !== undefined) {
    add('metadata.namespace', `a ${object.kind} has no namespace`);
  }
  const hasSources = String(object.apiVersion).startsWith('cilium.io/');
  for (const [path, key, value] of inside(object, '')) {
    if ((key === 'labels' && !isOfPrometheus(object, path)) || key === 'nodeSelector') checkLabels(value, path, add);
    if (key === 'matchLabels') checkLabels(hasSources ? withoutSources(value) : value, path, add);
    if (key === 'annotations')
      for (const name of Object.keys(asMap(value))) add(joinPath(path, name), keyProblem(name));
    if (key === 'containers' || key === 'initContainers') checkContainers(value, path, add);
  }
  return findings;
}

/** The maps and lists inside an object, with their paths; free text (data, annotations' own) is not looked into. */
function* inside(value: unknown, path: string): Generator<[path: string, key: string, value: unknown]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    if (typeof member !== 'object' || member === null) continue;
    const at = joinPath(path, key);
    yield [at, key, member];
    if (key !== 'data' && key !== 'annotations') yield* inside(member, at);
  }
}

/** Labels of Prometheus's series, in the specs of its operator's kinds, are not those of Kubernetes: they have no limits. */
function isOfPrometheus({ apiVersion }: { readonly apiVersion?: unknown }, path: string): boolean {
  return String(apiVersion).startsWith('monitoring.coreos.com/') && path.startsWith('spec.');
}

/** Selectors of Cilium's kinds may name the source of a label before its key. */
const LABEL_SOURCE = /^[a-z0-9]+:/;

type Add = (path: string, message: string | undefined) => void;

function checkLabels(value: unknown, path: string, add: Add): void {
  // PrometheusRule and others have lists and texts of that name.
  if (Array.isArray(value)) return;
  for (const [key, label] of Object.entries(asMap(value))) {
    const at = joinPath(path, key);
    add(at, keyProblem(key));
    if (typeof label !== 'string' || label === '') continue;
    if (label.length > 63) add(at, `has ${label.length} characters; a label's value has at most 63`);
    else if (!QUALIFIED.test(label)) add(at, `${JSON.stringify(label)} is no value of a label`);
  }
}

function withoutSources(value: unknown): unknown {
  return Object.fromEntries(Object.entries(asMap(value)).map(([key, label]) => [key.replace(LABEL_SOURCE, ''), label]));
}

function checkContainers(value: unknown, path: string, add: Add): void {
  if (!Array.isArray(value)) return;
  value.forEach((container, index) => {
    const { name, ports } = asMap(container);
    if (name !== undefined) add(`${path}[${index}].name`, labelProblem(name));
    if (!Array.isArray(ports)) return;
    ports.forEach((port, place) => {
      const own = asMap(port).name;
      if (typeof own !== 'string' || (own.length <= 15 && PORT_NAME.test(own))) return;
      add(
        `${path}[${index}].ports[${place}].name`,
        `${JSON.stringify(own)} is no name of a port: at most 15 of a-z, 0-9, -`,
      );
    });
  });
}

function nameProblem(kind: string, name: unknown): string | undefined {
  if (name === undefined) return 'is missing';
  if (typeof name !== 'string') return undefined;
  if (kind.includes('Role'))
    return /^\.{0,2}$|[/%]/.test(name) ? `${JSON.stringify(name)} cannot be part of a path` : undefined;
  const length = LENGTHS[kind];
  if (length && name.length > length) return `has ${name.length} characters; a ${kind}'s name has at most ${length}`;
  if (kind === 'Namespace') return labelProblem(name);
  if (kind === 'Service')
    return name.length > 63 || !SERVICE.test(name) ? `${JSON.stringify(name)} is no DNS label` : undefined;
  return name.length > 253 || !SUBDOMAIN.test(name) ? `${JSON.stringify(name)} is no DNS name` : undefined;
}

function labelProblem(name: unknown): string | undefined {
  if (typeof name !== 'string' || (name.length <= 63 && LABEL.test(name))) return undefined;
  return `${JSON.stringify(name)} is no DNS label`;
}

/** `name`, or `prefix/name` with a DNS name as prefix. */
function keyProblem(key: string): string | undefined {
  const slash = key.indexOf('/');
  const [prefix, name] = slash < 0 ? [undefined, key] : [key.slice(0, slash), key.slice(slash + 1)];
  const prefixFits = prefix === undefined || (prefix.length <= 253 && SUBDOMAIN.test(prefix));
  return prefixFits && name.length <= 63 && QUALIFIED.test(name)
    ? undefined
    : 'cannot be the key of a label or annotation';
}

function asMap(value: unknown): Map {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Map) : {};
}
