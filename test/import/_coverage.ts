import { readFileSync } from 'node:fs';
import { isScalar, isSeq, isMap as isYamlMap, LineCounter, type Node, parseAllDocuments } from 'yaml';
import { type Data, isMap, list, map } from '../../lib/data';
import type { ImportRemark } from '../../lib/import';
import { expand } from '../support/kubelet';

/** A plain value of a manifest, with the lines on which it and all around it begin. */
interface Leaf {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
  readonly lines: readonly number[];
}

/** All objects of a file, each with its values. */
export function objectsIn(file: string): { readonly object: Data; readonly leaves: readonly Leaf[] }[] {
  const counter = new LineCounter();
  const text = readFileSync(file, 'utf8');
  const documents = parseAllDocuments(text, { lineCounter: counter, version: '1.1' });
  const line = (node: Node) => counter.linePos(node.range?.[0] ?? 0).line;
  const walk = (node: unknown, path: Leaf['path'], lines: readonly number[]): Leaf[] => {
    if (isYamlMap(node))
      return node.items.flatMap(({ key, value }) =>
        walk(value, [...path, String((key as { value: unknown }).value)], [...lines, line(key as Node)]),
      );
    if (isSeq(node))
      return node.items.flatMap((item, index) => walk(item, [...path, index], [...lines, line(item as Node)]));
    return isScalar(node) && node.value !== null ? [{ path, value: node.value, lines }] : [];
  };
  return [...documents].flatMap((document) => {
    const object = document.toJS() as Data;
    const root = document.contents as Node;
    if (object.kind !== 'List') return [{ object, leaves: walk(root, [], [line(root)]) }];
    return list(object.items).map((item, index) => ({
      object: map(item),
      leaves: walk(document.getIn(['items', index]), [], [line(document.getIn(['items', index]) as Node)]),
    }));
  });
}

/** Values that Kubernetes has by default, by the end of their path. */
const DEFAULTS: Readonly<Record<string, readonly unknown[]>> = {
  protocol: ['TCP'],
  scheme: ['HTTP'],
  successThreshold: [1],
  terminationMessagePath: ['/dev/termination-log'],
  terminationMessagePolicy: ['File'],
  dnsPolicy: ['ClusterFirst'],
  restartPolicy: ['Always'],
  schedulerName: ['default-scheduler'],
  progressDeadlineSeconds: [600],
  revisionHistoryLimit: [10],
  maxSurge: ['25%'],
  maxUnavailable: ['25%'],
  type: ['ClusterIP', 'RollingUpdate'],
  optional: [false],
  suspend: [false],
  minReadySeconds: [0],
};

/** What a cluster writes itself, and what is the same under another name. */
const ASIDE =
  /^(status|metadata\.(uid|resourceVersion|generation|creationTimestamp)|spec\.template\.metadata\.creationTimestamp)/;

/** Values of an object that are neither in what is rendered nor remarked on, by their paths. */
export function lost(
  { object, leaves }: ReturnType<typeof objectsIn>[number],
  rendered: readonly Data[],
  remarks: readonly ImportRemark[],
): string[] {
  const { kind } = object;
  const { name } = map(object.metadata);
  const counterpart = rendered.find((one) => one.kind === kind && map(one.metadata).name === name);
  // The remark about a container's user is at the container's line, and explains nothing else of it.
  const remarked = new Set(remarks.filter(({ message }) => !/^runs as user/.test(message)).map(({ line }) => line));
  // The first two are the object itself and a part such as spec, on the lines of others.
  const isRemarked = ({ lines }: Leaf) => lines.some((line, index) => (index === 0 || index > 1) && remarked.has(line));
  const elementOf = ({ path }: Leaf) =>
    path.slice(0, path.findLastIndex((step) => typeof step === 'number') + 1).join('.');
  // An element of a list that is not taken goes with its name.
  const elements = new Set(leaves.filter(isRemarked).map(elementOf));
  const areVariables = remarks.some(({ message }) => message.includes('are variables of the settings'));
  return leaves
    .filter((leaf) => {
      const { path, value } = leaf;
      if (isRemarked(leaf) || (path.at(-1) === 'name' && elements.has(elementOf(leaf)))) return false;
      // The value itself is in the settings: lab/suites/admission/import.lab.ts compares it.
      if (areVariables && path.includes('configMapKeyRef')) return false;
      if (ASIDE.test(path.join('.')) || WRITTEN.includes(String(path.at(-1)))) return false;
      if (DEFAULTS[String(path.at(-1))]?.includes(value)) return false;
      // Volumes have names within their pod alone, and files are mounted as those of the workload.
      if (/volumeMounts\.\d+\.name$|volumes\.\d+\.name$/.test(path.join('.'))) return false;
      // The pod has it for all of its containers.
      if (/containers\.\d+\.securityContext\.(runAsNonRoot|seccompProfile\.type)$/.test(path.join('.')))
        return ![true, 'RuntimeDefault'].includes(value as never);
      if (path.at(-1) === 'targetPort' && counterpart && leadsTo(counterpart, rendered, value)) return false;
      return !counterpart || !has(counterpart, object, path, value);
    })
    .map(({ path }) => `${kind} ${name} ${path.join('.')}`);
}

const WRITTEN = ['deployment.kubernetes.io/revision', 'kubectl.kubernetes.io/last-applied-configuration'];

/** Whether a port of a Service leads to this number, by the name of a port of the workload that is called as the Service. */
function leadsTo(service: Data, rendered: readonly Data[], number: unknown): boolean {
  const { name } = map(service.metadata);
  const ports = rendered
    .filter(({ kind, metadata }) => kind !== 'Service' && map(metadata).name === name)
    .flatMap(({ spec }) => list(map(map(map(spec).template).spec).containers))
    .flatMap((container) => list(map(container).ports).map(map));
  const targets = list(map(service.spec).ports).map((port) => map(port).targetPort);
  return ports.some((port) => port.containerPort === number && targets.includes(port.name));
}

/** Whether what is rendered has the value in the same place; elements of lists are found by what names them. */
function has(rendered: unknown, original: unknown, path: Leaf['path'], value: unknown): boolean {
  const [step, ...rest] = path;
  if (step === undefined) return isSame(rendered, value);
  if (isMap(rendered)) {
    const inner = map(original)[step];
    if (step === 'containers' && list(rendered.initContainers).length > 0)
      return [rendered.containers, rendered.initContainers].some((each) => has(each, inner, rest, value));
    // The user of a pod is that of each of its containers.
    if (step === 'runAsUser' && rendered.runAsUser === undefined && rendered.runAsNonRoot === true) return true;
    if (step === 'subPath' && rendered.name === 'workload-files') return true;
    return has(rendered[step], inner, rest, value);
  }
  if (!Array.isArray(rendered)) return false;
  const element = list(original)[Number(step)];
  if (!isMap(element)) return rendered.some((one) => isSame(one, value));
  if (map(element).persistentVolumeClaim) return rendered.some((one) => has(one, element, rest, value));
  const keys = ['mountPath', 'containerPort', 'port', 'name', 'key', 'topologyKey'];
  const key = keys.find((each) => element[each] !== undefined);
  if (key === undefined) return rendered.some((one) => has(one, element, rest, value));
  return rendered.filter((one) => map(one)[key] === element[key]).some((one) => has(one, element, rest, value));
}

/** Texts are compared as a process gets them. */
function isSame(rendered: unknown, value: unknown): boolean {
  if (String(rendered) === String(value)) return true;
  const known = { GREETING: '<greeting>', TARGET: '<target>' };
  return typeof rendered === 'string' && expand(rendered, known) === expand(String(value), known);
}
