import { posix } from 'node:path';
import type { MapNode, Node } from '../settings/node';
import type { Log } from './log';
import { at, entriesOf, itemsOf, mapNode, someNodes, textOf, valueNode } from './nodes';

interface VolumesProps {
  readonly log: Log;
  /** For example `Deployment web`. */
  readonly owner: string;
  readonly workload: string;
  /** Containers of the pod, the main one first. */
  readonly containers: readonly Node[];
  readonly volumes: readonly Node[];
  /** Templates of claims, of a StatefulSet. */
  readonly templates: readonly Node[];
  readonly configMap: (name: string) => MapNode | undefined;
  readonly claim: (name: string) => MapNode | undefined;
}

interface Mount {
  readonly node: Node;
  readonly container: string;
}

/** Volumes and files of a workload, as the settings have them. */
export function volumeSettings(props: VolumesProps): { readonly volumes?: Node; readonly files?: Node } {
  const { log, owner, workload, containers } = props;
  const [main] = containers;
  const mainName = textOf(at(main, 'name')) ?? '';
  const mounts = (volume: string): Mount[] =>
    containers.flatMap((container) =>
      itemsOf(at(container, 'volumeMounts'))
        .filter((mount) => textOf(at(mount, 'name')) === volume)
        .map((node) => ({ node, container: textOf(at(container, 'name')) ?? '' })),
    );
  const volumes: Node[] = [];
  const files = new Map<string, { readonly entries: Record<string, Node>; readonly containers: string[] }>();
  for (const volume of [...props.volumes, ...props.templates]) {
    const isTemplate = props.templates.includes(volume);
    const nameNode = isTemplate ? at(volume, 'metadata', 'name') : at(volume, 'name');
    const name = textOf(nameNode) ?? '';
    const mounted = mounts(name);
    const configName = textOf(at(volume, 'configMap', 'name')) ?? '';
    const configMap = props.configMap(configName);
    if (configMap && mounted.length > 0) {
      log.take(nameNode);
      const isDone = filesOf(volume, configMap, mounted, files, props);
      if (isDone)
        log.change(volume, owner, `the keys of ConfigMap ${configName} are files of the settings from now on`);
      continue;
    }
    const source = isTemplate ? templateOf(volume, log) : sourceOf(volume, props);
    if (source === undefined) continue;
    if (mounted.length === 0) {
      log.leave(volume, owner, 'is mounted nowhere');
      continue;
    }
    log.take(nameNode);
    const claimName = textOf(at(volume, 'persistentVolumeClaim', 'claimName'));
    const inner = claimName?.startsWith(`${workload}-`) ? claimName.slice(workload.length + 1) : name;
    const [first, ...others] = groups(mounted, mainName, log);
    volumes.push(
      mapNode(volume.origin, {
        name: valueNode(inner, nameNode?.origin ?? volume.origin),
        ...first,
        mounts: someNodes(
          volume.origin,
          others.map((mount) => mapNode(volume.origin, mount)),
        ),
        ...source,
      }),
    );
  }
  const fileNodes = [...files.values()].map(({ entries, containers: seen }) => {
    const { origin } = entries.path as Node;
    return mapNode(origin, { ...entries, containers: containersOf(seen, mainName, entries.path as Node) });
  });
  const { origin } = main ?? { origin: undefined };
  return origin === undefined ? {} : { volumes: someNodes(origin, volumes), files: someNodes(origin, fileNodes) };
}

/** The mounts of a volume: those that differ in their container alone are one. */
function groups(mounts: readonly Mount[], main: string, log: Log): Record<string, Node | undefined>[] {
  const byPlace = new Map<string, { readonly node: Node; readonly containers: string[] }>();
  for (const { node, container } of mounts) {
    log.take(at(node, 'name'));
    const parts = ['mountPath', 'subPath', 'readOnly'].map((key) => textOf(log.take(at(node, key))) ?? '');
    const key = JSON.stringify(parts);
    const group = byPlace.get(key);
    if (group) group.containers.push(container);
    else byPlace.set(key, { node, containers: [container] });
  }
  return [...byPlace.values()].map(({ node, containers }) => ({
    mountPath: at(node, 'mountPath'),
    subPath: at(node, 'subPath'),
    readOnly: at(node, 'readOnly'),
    containers: containersOf(containers, main, node),
  }));
}

function containersOf(names: readonly string[], main: string, node: Node): Node | undefined {
  if (names.length === 1 && names[0] === main) return undefined;
  return someNodes(
    node.origin,
    names.map((name) => valueNode(name, node.origin)),
  );
}

function sourceOf(
  volume: Node,
  { log, claim, owner, workload }: VolumesProps,
): Record<string, Node | undefined> | undefined {
  const emptyDir = at(volume, 'emptyDir');
  if (emptyDir) {
    const { origin } = emptyDir;
    return {
      emptyDir: mapNode(origin, { sizeLimit: log.take(at(emptyDir, 'sizeLimit')), medium: medium(emptyDir, log) }),
    };
  }
  const configMap = log.take(at(volume, 'configMap', 'name'));
  if (configMap) return { configMap };
  const secret = log.take(at(volume, 'secret', 'secretName'));
  if (secret) return { secret };
  const name = at(volume, 'persistentVolumeClaim', 'claimName');
  const found = claim(textOf(name) ?? '');
  if (!name || !found) return undefined;
  log.take(at(found, 'metadata', 'name'));
  if (textOf(name)?.startsWith(`${workload}-`)) log.take(name);
  else {
    const now = `${workload}-${textOf(at(volume, 'name'))}`;
    log.leave(name, owner, `the claim is ${now} from now on, a new and empty one: copy the data`);
    log.changed.push({
      origin: found.origin,
      what: `PersistentVolumeClaim ${textOf(name)}`,
      message: `is called ${now} from now on`,
    });
  }
  return { claim: claimSettings(at(found, 'spec'), found, log) };
}

function medium(emptyDir: Node, log: Log): Node | undefined {
  const node = at(emptyDir, 'medium');
  if (textOf(node) === '') log.take(node);
  return textOf(node) === 'Memory' ? log.take(node) : undefined;
}

function templateOf(template: Node, log: Log): Record<string, Node | undefined> {
  return { claim: claimSettings(at(template, 'spec'), template, log) };
}

function claimSettings(spec: Node | undefined, around: Node, log: Log): Node {
  const modes = at(spec, 'accessModes');
  if (itemsOf(modes).length === 1 && textOf(itemsOf(modes)[0]) === 'ReadWriteOnce') log.take(modes);
  return mapNode((spec ?? around).origin, {
    size: log.take(at(spec, 'resources', 'requests', 'storage')),
    storageClass: log.take(at(spec, 'storageClassName')),
  });
}

/** Files of a ConfigMap whose text is among the manifests. Returns whether all of it could be taken. */
function filesOf(
  volume: Node,
  configMap: MapNode,
  mounts: readonly Mount[],
  files: Map<string, { readonly entries: Record<string, Node>; readonly containers: string[] }>,
  { log, owner }: Pick<VolumesProps, 'log' | 'owner'>,
): boolean {
  const items = itemsOf(at(volume, 'configMap', 'items'));
  const data = new Map(entriesOf(at(configMap, 'data')));
  const all =
    items.length > 0
      ? items.map((item) => ({
          key: textOf(at(item, 'key')) ?? '',
          path: textOf(at(item, 'path')) ?? '',
          mode: at(item, 'mode'),
        }))
      : [...data.keys()].map((key) => ({ key, path: key, mode: undefined }));
  if (all.some(({ key }) => !data.has(key))) return false;
  for (const { node, container } of mounts) {
    if (at(node, 'subPath')) log.take(node);
    else
      log.change(node, owner, 'its files are mounted one by one from now on; others of that folder in the image stay');
    const subPath = textOf(at(node, 'subPath'));
    const root = textOf(at(node, 'mountPath')) ?? '';
    for (const { key, path, mode } of all) {
      if (subPath !== undefined && subPath !== path) continue;
      const place = subPath === undefined ? posix.join(root, path) : root;
      const content = data.get(key);
      if (content === undefined) continue;
      const known = files.get(place);
      if (known) {
        known.containers.push(container);
        continue;
      }
      const origin = content.origin;
      const isExecutable = isExecuted(mode ?? at(volume, 'configMap', 'defaultMode'));
      files.set(place, {
        entries: {
          path: valueNode(place, origin),
          content: log.take(content),
          ...(isExecutable ? { executable: valueNode(true, origin) } : {}),
        },
        containers: [container],
      });
    }
  }
  return true;
}

/** YAML of Kubernetes reads 0755 as octal. */
function isExecuted(mode: Node | undefined): boolean {
  const text = textOf(mode);
  if (text === undefined) return false;
  const number = /^0o?[0-7]+$/.test(text) ? Number.parseInt(text.replace('o', ''), 8) : Number(text);
  return (number & 0o111) !== 0;
}
