import { reservedNamespaceFault } from '../settings/names';
import type { MapNode, Node } from '../settings/node';
import type { Origin } from '../settings/place';
import {
  CONFIG_KEYS,
  EGRESS_CONFIG,
  ISOLATION_LABEL,
  NAME_LABEL,
  NAMESPACE_NAME_LABEL,
  TENANT_LABEL,
} from '../vocabulary';
import type { Manifest } from './documents';
import { recordLeftovers } from './leftovers';
import { Log } from './log';
import { at, entriesOf, itemsOf, listNode, mapNode, numberOf, textOf, valueNode } from './nodes';
import { kindReason } from './reasons';
import { autoscaleSettings, disruptionSettings } from './scaling';
import { selects, servicePortNames, withKey, withService } from './service';
import { podLabels, WORKLOAD_KINDS, workloadSettings } from './workload';

/** What manifests of one environment are as settings. */
interface Converted {
  /** Settings of the tenant, each with its place in the manifests. */
  readonly settings: MapNode;
  readonly log: Log;
}

/** Of a proxy, as pods are told of it. */
interface FoundProxy {
  readonly address: string;
  readonly port?: number;
  readonly origin: Origin;
}

export function tenantNameOf(manifests: readonly Manifest[]): string | undefined {
  const namespace = manifests.find(({ kind }) => kind === 'Namespace');
  const label = textOf(at(namespace?.node, 'metadata', 'labels', TENANT_LABEL));
  const name = label ?? namespaceOf(manifests);
  // Manifests without a namespace do not name the tenant.
  return name === 'default' ? undefined : name;
}

export function proxyOf(manifests: readonly Manifest[]): FoundProxy | undefined {
  const config = manifests.find(({ kind, name }) => kind === 'ConfigMap' && isEgressConfig(name));
  const address = at(config?.node, 'data', CONFIG_KEYS.address);
  if (!address) return undefined;
  const port = numberOf(at(config?.node, 'data', CONFIG_KEYS.port));
  return { address: textOf(address) ?? '', port, origin: address.origin };
}

function isEgressConfig(name: string): boolean {
  return name === EGRESS_CONFIG || name.startsWith(`${EGRESS_CONFIG}-`);
}

/** Turns the manifests of one tenant into its settings. */
export function convert(all: readonly Manifest[], tenant: string, top: Origin): Converted {
  const log = new Log();
  const namespace = namespaceOf(all);
  const manifests = all.filter((manifest) => {
    const own = textOf(at(manifest.node, 'metadata', 'namespace'));
    const isOther = own !== undefined && namespace !== undefined && own !== namespace;
    if (isOther)
      log.leave(manifest.node, nameOf(manifest), `is in the namespace ${own}, and others are in ${namespace}`);
    return !isOther && !isSecond(manifest, all, log);
  });
  const of = (...kinds: string[]) => manifests.filter(({ kind }) => kinds.includes(kind));
  const used = new Set<Manifest>();
  const findNode = (kind: string) => (name: string) => {
    const found = of(kind).find((one) => one.name === name);
    if (found && !used.has(found) && kind === 'ConfigMap')
      log.changed.push({
        origin: found.node.origin,
        what: `ConfigMap ${name}`,
        message:
          'is part of the workloads that use it from now on, as files and variables; pods restart when it changes',
      });
    if (found) used.add(found);
    if (found && kind === 'ConfigMap') log.take(at(found.node, 'metadata', 'name'));
    return found?.node;
  };
  const services = of('Service');
  const named = of(...WORKLOAD_KINDS).filter(({ name }) => name !== '');
  const workloads = named.map((manifest) => {
    used.add(manifest);
    const labels = podLabels(manifest);
    let settings = workloadSettings(manifest, {
      log,
      tenant,
      configMap: findNode('ConfigMap'),
      claim: findNode('PersistentVolumeClaim'),
      servicePorts: (of) => servicePortNames(services, of),
    });
    const service = services.find(
      (one) => one.name === manifest.name && selects(at(one.node, 'spec', 'selector'), labels),
    );
    if (service) {
      used.add(service);
      settings = withService(settings, service, manifest.kind, log);
      takeLabels(service, settings, log);
    } else settings = withoutService(settings, manifest);
    takeSelector(manifest, log);
    return withScaling(settings, manifest, of, used, log);
  });
  const settings = mapNode(top, {
    name: valueNode(tenant, top),
    ...namespaceSettings(of('Namespace')[0], namespace, tenant, top, log, used),
    workloads: workloads.length > 0 ? listNode(top, workloads) : undefined,
  });
  for (const manifest of manifests) {
    if (manifest.kind === 'ConfigMap' && isEgressConfig(manifest.name)) continue;
    if (used.has(manifest)) recordLeftovers(manifest, tenant, log);
    else log.leave(manifest.node, nameOf(manifest), reasonOf(manifest));
  }
  return { settings, log };
}

function nameOf({ kind, name }: Manifest): string {
  return `${kind} ${name}`.trim() || 'document';
}

function reasonOf({ kind, name }: Manifest): string {
  if (kind !== '' && name === '') return 'has no name (metadata.name)';
  return kindReason(kind);
}

/** Whether an object of these files has its name already, or a workload of any kind; then the first one counts. */
function isSecond(manifest: Manifest, all: readonly Manifest[], log: Log): boolean {
  const { kind, name, node } = manifest;
  const isWorkload = WORKLOAD_KINDS.includes(kind);
  const kinds = isWorkload ? WORKLOAD_KINDS : [kind];
  const first = all.find((one) => kinds.includes(one.kind) && one.name === name);
  if (name === '' || first === undefined || first === manifest) return false;
  const { file, path } = first.node.origin;
  const { line } = file.locate(path);
  log.leave(
    node,
    nameOf(manifest),
    `there is a ${nameOf(first)} already (${file.file}:${line}), which is taken${first.kind === kind ? '' : '; workloads have names of their own'}`,
  );
  return true;
}

function namespaceOf(manifests: readonly Manifest[]): string | undefined {
  const namespace = manifests.find(({ kind }) => kind === 'Namespace');
  if (namespace) return namespace.name;
  return manifests.flatMap(({ node }) => textOf(at(node, 'metadata', 'namespace')) ?? [])[0];
}

function namespaceSettings(
  manifest: Manifest | undefined,
  name: string | undefined,
  tenant: string,
  top: Origin,
  log: Log,
  used: Set<Manifest>,
): Record<string, Node | undefined> {
  const isOwn = name === tenant || (name?.startsWith(`${tenant}-`) && reservedNamespaceFault(name) === undefined);
  if (name !== undefined && !isOwn)
    log.changed.push({
      origin: manifest?.node.origin ?? top,
      what: `Namespace ${name}`,
      message: `is ${tenant} from now on: the namespaces of a tenant begin with its name`,
    });
  const namespace =
    !isOwn || name === undefined || name === tenant ? undefined : valueNode(name, manifest?.node.origin ?? top);
  if (!manifest) return { namespace };
  used.add(manifest);
  const { node } = manifest;
  log.take(at(node, 'metadata', 'name'));
  for (const label of [TENANT_LABEL, ISOLATION_LABEL, NAMESPACE_NAME_LABEL])
    log.take(at(node, 'metadata', 'labels', label));
  const description = at(node, 'metadata', 'annotations', 'description');
  const [, title] =
    /^Namespace for (.+) egress traffic isolation via dedicated proxy$/.exec(textOf(description) ?? '') ?? [];
  if (!description || title === undefined) return { namespace };
  log.take(description);
  return { namespace, title: title === tenant ? undefined : valueNode(title, description.origin) };
}

/** Ports without a Service in the manifests get none. */
function withoutService(settings: MapNode, { kind, node }: Manifest): MapNode {
  // The Service of a StatefulSet gives its pods their names.
  if (['Job', 'CronJob', 'StatefulSet'].includes(kind)) return settings;
  const sidecars = itemsOf(at(settings, 'sidecars'));
  const hasPorts = [settings, ...sidecars].some((one) => itemsOf(at(one, 'ports')).length > 0);
  return hasPorts ? withKey(settings, 'service', valueNode('none', node.origin)) : settings;
}

function takeSelector({ kind, name, node }: Manifest, log: Log): void {
  const labels = at(node, 'spec', 'selector', 'matchLabels');
  if (labels?.kind === 'map' && labels.entries.size === 1 && textOf(at(labels, NAME_LABEL)) === name) log.take(labels);
  if (kind === 'StatefulSet' && textOf(at(node, 'spec', 'serviceName')) === name)
    log.take(at(node, 'spec', 'serviceName'));
}

function withScaling(
  settings: MapNode,
  manifest: Manifest,
  of: (...kinds: string[]) => readonly Manifest[],
  used: Set<Manifest>,
  log: Log,
): MapNode {
  const { kind, name } = manifest;
  let result = settings;
  const scaler = of('HorizontalPodAutoscaler').find(({ node }) => {
    const target = at(node, 'spec', 'scaleTargetRef');
    return textOf(at(target, 'kind')) === kind && textOf(at(target, 'name')) === name;
  });
  const autoscale = scaler && autoscaleSettings(scaler, log);
  if (scaler && autoscale) {
    used.add(scaler);
    takeName(scaler, name, log);
    takeLabels(scaler, result, log);
    const { replicas, ...others } = Object.fromEntries(result.entries);
    if (replicas)
      log.changed.push({
        origin: replicas.origin,
        what: nameOf(manifest),
        message: 'has its replicas from the autoscaler alone',
      });
    result = withKey({ ...result, entries: new Map(Object.entries(others)) }, 'autoscale', autoscale);
  }
  const budget = of('PodDisruptionBudget').find(({ node }) =>
    selects(at(node, 'spec', 'selector', 'matchLabels'), podLabels(manifest)),
  );
  if (budget && !used.has(budget)) {
    used.add(budget);
    takeName(budget, name, log);
    takeLabels(budget, result, log);
    result = withKey(result, 'disruption', disruptionSettings(budget, name, log));
  }
  return result;
}

/** Labels of a workload are those of all its objects. */
function takeLabels({ node }: Manifest, settings: MapNode, log: Log): void {
  for (const [key, value] of entriesOf(at(node, 'metadata', 'labels'))) {
    if (key === TENANT_LABEL || key === NAME_LABEL)
      log.change(value, key, 'is a label of the workload and its pods alone');
    else if (textOf(at(settings, 'labels', key)) === textOf(value)) log.take(value);
  }
}

/** Objects of a workload are called as it is. */
function takeName(manifest: Manifest, workload: string, log: Log): void {
  const node = at(manifest.node, 'metadata', 'name');
  if (!node) return;
  if (manifest.name === workload) log.take(node);
  else log.change(node, nameOf(manifest), `is called ${workload} from now on`);
}
