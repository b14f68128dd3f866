import { kindRow } from '../kinds';
import { joinPath } from './_explain';

type Fields = Readonly<Record<string, unknown>>;

interface Finding {
  readonly path: string;
  readonly message: string;
}

/** Entries of which the API server takes no second one, some of them over several lists. */
export function duplicateFindings(object: Fields): Finding[] {
  const type = { apiVersion: object.apiVersion, kind: object.kind };
  const spec = at(object, ['spec']);
  if (object.kind === 'Service')
    return [
      ...repeated(entries(spec, 'spec', 'ports'), 'name'),
      ...repeated(entries(spec, 'spec', 'ports'), 'port', ({ port, protocol = 'TCP' }) => `${port}/${protocol}`),
    ];
  const { podSpec } = kindRow(type);
  if (podSpec === undefined) return [];
  const steps = podSpec.split('/');
  const templates = entries(spec, 'spec', 'volumeClaimTemplates');
  return [
    ...podFindings(at(object, steps), steps.join('.')),
    ...repeated(
      templates.map(({ path, value }) => ({ path: `${path}.metadata`, value: asMap(value.metadata) })),
      'name',
    ),
  ];
}

function podFindings(pod: Fields, path: string): Finding[] {
  const containers = ['containers', 'initContainers', 'ephemeralContainers'].flatMap((key) => entries(pod, path, key));
  return [
    ...repeated(containers, 'name'),
    ...repeated(entries(pod, path, 'volumes'), 'name'),
    ...containers.flatMap(({ path: own, value }) => [
      ...repeated(entries(value, own, 'ports'), 'name'),
      ...repeated(entries(value, own, 'volumeMounts'), 'mountPath'),
      ...repeated(entries(value, own, 'volumeDevices'), 'devicePath'),
    ]),
  ];
}

interface Entry {
  readonly path: string;
  readonly value: Fields;
}

function repeated(all: readonly Entry[], key: string, keyOf = (value: Fields): unknown => value[key]): Finding[] {
  const first = new Map<unknown, string>();
  return all.flatMap(({ path, value }): Finding[] => {
    const id = keyOf(value);
    if (value[key] === undefined) return [];
    const other = first.get(id);
    if (other === undefined) first.set(id, path);
    return other === undefined
      ? []
      : [{ path: joinPath(path, key), message: `${JSON.stringify(id)} is the ${key} of ${other} already` }];
  });
}

function entries(holder: Fields, path: string, key: string): Entry[] {
  const list = holder[key];
  return Array.isArray(list)
    ? list.map((value, index) => ({ path: `${path}.${key}[${index}]`, value: asMap(value) }))
    : [];
}

function at(object: Fields, steps: readonly string[]): Fields {
  return steps.reduce((inner, step) => asMap(inner[step]), object);
}

function asMap(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
