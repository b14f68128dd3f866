import { knownBefore, knownIn, knownInProbe } from '../model/kubelet-text';
import { RESERVED_VARIABLES } from '../settings/environment-variables';
import type { MapNode, Node } from '../settings/node';
import { EGRESS_CONFIG, PROXY_URL } from '../vocabulary';
import type { Log } from './log';
import { at, entriesOf, itemsOf, mapNode, numberOf, someEntries, someNodes, textOf, valueNode } from './nodes';
import { fromKubelet } from './text';

/** What containers of a pod have in common. */
export interface PodContext {
  readonly log: Log;
  /** The object that the pod is of, for example `Deployment web`. */
  readonly owner: string;
  /** `securityContext` of the pod. */
  readonly security: Node | undefined;
  /** Data of a ConfigMap among the manifests; undefined: it is not among them. */
  readonly configMap: (name: string) => MapNode | undefined;
  /** Name of the port that a Service calls by this number; undefined: none does. */
  readonly portName: (port: number) => string | undefined;
}

const DOLLARS =
  'has two dollars before a reference, which the settings cannot write; set a variable DOLLAR to "$" and use $(DOLLAR)';

/** Settings of a container. Volumes are mounted by the pod. */
export function containerSettings(node: MapNode, context: PodContext, isInit: boolean): MapNode {
  const { log, security } = context;
  const take = (...path: string[]) => log.take(at(node, ...path));
  const { env, envFrom } = variables(node, context);
  const names = Object.fromEntries(
    entriesOf(env).map(([name, value]) => [name, value.kind === 'map' ? {} : textOf(value)]),
  );
  const words = (list: Node | undefined, isKnown = knownIn({ env: names })) => {
    if (list === undefined) return undefined;
    const texts = itemsOf(list).map((item) => fromKubelet(textOf(item) ?? '', isKnown));
    if (texts.includes(undefined)) {
      log.leave(list, context.owner, DOLLARS);
      return undefined;
    }
    log.take(list);
    return someNodes(
      list.origin,
      texts.map((text, index) => valueNode(text ?? '', itemsOf(list)[index]?.origin ?? list.origin)),
    );
  };
  const user = at(node, 'securityContext', 'runAsUser') ?? at(security, 'runAsUser');
  if (user === undefined)
    log.changed.push({
      origin: node.origin,
      what: `${context.owner} ${textOf(at(node, 'name'))}`,
      message: 'runs as user 65532 from now on, whatever its image says; set runAsUser to the user of the image',
    });
  const root = at(node, 'securityContext', 'readOnlyRootFilesystem');
  const isWritable = textOf(root) === 'false';
  const origin = node.origin;
  return mapNode(origin, {
    name: take('name'),
    image: take('image'),
    command: words(at(node, 'command')),
    args: words(at(node, 'args')),
    runAsUser: log.take(at(node, 'securityContext', 'runAsUser')) ?? log.take(at(security, 'runAsUser')),
    writableRoot: isWritable && root ? valueNode(true, log.take(root).origin) : undefined,
    resources: resources(at(node, 'resources'), log),
    env,
    envFrom,
    ...(isInit
      ? {}
      : {
          ports: ports(node, context),
          probes: someEntries(origin, {
            liveness: probe(node, 'livenessProbe', words, names, context),
            readiness: probe(node, 'readinessProbe', words, names, context),
            startup: probe(node, 'startupProbe', words, names, context),
          }),
          preStop: preStop(at(node, 'lifecycle', 'preStop'), log),
        }),
  });
}

function variables(node: MapNode, { log, owner, configMap }: PodContext) {
  const env: Record<string, Node> = {};
  const origin = at(node, 'env')?.origin ?? node.origin;
  const sources: Node[] = [];
  for (const item of itemsOf(at(node, 'envFrom'))) {
    const [configName, secret] = [at(item, 'configMapRef', 'name'), at(item, 'secretRef', 'name')];
    const name = textOf(configName) ?? '';
    if (new RegExp(`^${EGRESS_CONFIG}(-[a-z0-9]{10})?$`).test(name)) {
      log.take(item);
      continue;
    }
    const data = name === '' ? undefined : configMap(name);
    if (data) {
      for (const [key, value] of entriesOf(at(data, 'data'))) env[key] = value;
      log.change(item, owner, `the keys of ConfigMap ${name} are variables of the settings from now on`);
    } else sources.push(mapNode(item.origin, { configMap: log.take(configName), secret: log.take(secret) }));
  }
  const items = itemsOf(at(node, 'env'));
  const lastOf = new Map(items.map((item) => [textOf(at(item, 'name')), item]));
  for (const item of items) {
    const name = textOf(log.take(at(item, 'name'))) ?? '';
    const value = at(item, 'value');
    if (lastOf.get(name) !== item) {
      log.leave(item, owner, `${name} is set again further down, and a container gets the last one only`);
      continue;
    }
    const isOurs = RESERVED_VARIABLES.includes(name);
    if (isOurs) {
      const text = textOf(value);
      if (text === PROXY_URL || at(item, 'valueFrom', 'configMapKeyRef', 'name')) log.take(item);
      else
        log.change(
          item,
          owner,
          `${name} is the platform’s: it names the tenant’s proxy, or what is reached without it`,
        );
      continue;
    }
    const reference = referenced(item, configMap);
    if (reference === 'unknown') continue;
    takeWithout(item, OPTIONAL_KEYS, log);
    if (reference !== undefined) env[name] = reference;
    else if (value === undefined) env[name] = valueNode('', item.origin);
    else {
      const text = fromKubelet(textOf(value) ?? '', knownBefore(name, { env: { ...env, [name]: '' } }));
      if (text === undefined) log.leave(value, owner, DOLLARS);
      else
        env[name] = value.kind === 'value' && typeof value.value !== 'string' ? value : valueNode(text, value.origin);
    }
  }
  return { env: someEntries(origin, env), envFrom: someNodes(at(node, 'envFrom')?.origin ?? origin, sources) };
}

/** What is left of a reference that is taken. */
const OPTIONAL_KEYS = ['configMapKeyRef', 'secretKeyRef'].map((kind) => ['valueFrom', kind, 'optional']);

/** Takes all of an item but values that have no setting. */
function takeWithout(item: Node, paths: readonly (readonly string[])[], log: Log): void {
  const left = paths.flatMap((path) => at(item, ...path) ?? []).filter((node) => textOf(node) === 'true');
  const visit = (node: Node): void => {
    if (left.includes(node)) return;
    if (node.kind === 'value') log.take(node);
    else for (const below of node.kind === 'map' ? node.entries.values() : node.items) visit(below);
  };
  visit(item);
}

/** The key of a ConfigMap or Secret, or its value; undefined: the variable has a value of its own. */
function referenced(item: Node, configMap: PodContext['configMap']): Node | 'unknown' | undefined {
  const from = at(item, 'valueFrom');
  if (from === undefined) return undefined;
  const [config, secret] = [at(from, 'configMapKeyRef'), at(from, 'secretKeyRef')];
  if (config) {
    const data = at(configMap(textOf(at(config, 'name')) ?? ''), 'data', textOf(at(config, 'key')) ?? '');
    return data ?? mapNode(item.origin, { configMap: at(config, 'name'), key: at(config, 'key') });
  }
  return secret ? mapNode(item.origin, { secret: at(secret, 'name'), key: at(secret, 'key') }) : 'unknown';
}

function ports(node: MapNode, { log, portName }: PodContext): Node | undefined {
  const list = at(node, 'ports');
  if (list === undefined) return undefined;
  const all = itemsOf(list).flatMap((item) => {
    const protocol = textOf(at(item, 'protocol')) ?? 'TCP';
    const number = numberOf(at(item, 'containerPort'));
    if (protocol !== 'TCP' || number === undefined) return [];
    log.take(at(item, 'protocol'));
    const port = log.take(at(item, 'containerPort'));
    const name = log.take(at(item, 'name')) ?? valueNode(portName(number) ?? `port-${number}`, item.origin);
    return [mapNode(item.origin, { name, port })];
  });
  return someNodes(list.origin, all);
}

function resources(node: Node | undefined, log: Log): Node | undefined {
  if (node === undefined) return undefined;
  const amounts = (key: string) => {
    const of = at(node, key);
    return of && someEntries(of.origin, { cpu: log.take(at(of, 'cpu')), memory: log.take(at(of, 'memory')) });
  };
  return someEntries(node.origin, { requests: amounts('requests'), limits: amounts('limits') });
}

const TIMES = ['initialDelaySeconds', 'periodSeconds', 'timeoutSeconds', 'failureThreshold'] as const;

function probe(
  container: MapNode,
  key: string,
  words: (list: Node | undefined, isKnown: (name: string) => boolean) => Node | undefined,
  env: Readonly<Record<string, unknown>>,
  { log, owner }: PodContext,
): Node | undefined {
  const node = at(container, key);
  if (node === undefined) return undefined;
  const [http, tcp, exec] = [at(node, 'httpGet'), at(node, 'tcpSocket'), at(node, 'exec', 'command')];
  if (!http && !tcp && !exec) return undefined;
  const named = textOf(at(http, 'port') ?? at(tcp, 'port')) ?? '';
  const known = itemsOf(at(container, 'ports')).map((one) => textOf(at(one, 'name')));
  // Numbers need not be listed.
  if (/[a-z]/.test(named) && !known.includes(named)) {
    log.leave(node, `${owner} ${key}`, `asks the port ${named}, which the container does not list under ports`);
    return undefined;
  }
  const path = http && (log.take(at(http, 'path')) ?? valueNode('/', http.origin));
  const port = log.take(at(http, 'port') ?? at(tcp, 'port'));
  return mapNode(node.origin, {
    path,
    port,
    command: exec && words(exec, knownInProbe({ env })),
    ...Object.fromEntries(TIMES.map((key) => [key, log.take(at(node, key))])),
  });
}

function preStop(node: Node | undefined, log: Log): Node | undefined {
  if (node === undefined) return undefined;
  // The kubelet replaces nothing in it.
  const command = log.take(at(node, 'exec', 'command'));
  return someEntries(node.origin, { sleep: log.take(at(node, 'sleep', 'seconds')), command });
}
