import type { MapNode, Node } from '../settings/node';
import { portName } from '../settings/port-name';
import { NAME_LABEL } from '../vocabulary';
import type { Manifest } from './documents';
import type { Log } from './log';
import { at, entriesOf, itemsOf, listNode, mapNode, numberOf, textOf, valueNode } from './nodes';

/** Whether a selector, a map of labels, selects what has these labels. */
export function selects(selector: Node | undefined, labels: Node | undefined): boolean {
  const wanted = entriesOf(selector);
  return wanted.length > 0 && wanted.every(([key, value]) => textOf(at(labels, key)) === textOf(value));
}

/** Takes a selector, which is the platform's from now on; it selects the same pods. */
export function takeSelector(node: Node | undefined, owner: string, workload: string, log: Log): void {
  if (node === undefined) return;
  const isOurs = entriesOf(node).length === 1 && textOf(at(node, NAME_LABEL)) === workload;
  if (isOurs) log.take(node);
  else log.change(node, `${owner} selector`, `is ${NAME_LABEL} alone from now on, and selects the same pods`);
}

/** Names that Services have for the ports of containers that have none, by number. */
export function servicePortNames(services: readonly Manifest[], labels: Node | undefined): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const { node } of services) {
    if (!selects(at(node, 'spec', 'selector'), labels)) continue;
    for (const port of itemsOf(at(node, 'spec', 'ports'))) {
      const name = textOf(at(port, 'name'));
      const target = numberOf(at(port, 'targetPort')) ?? numberOf(at(port, 'port'));
      if (name !== undefined && target !== undefined && portName.safeParse(name).success && !names.has(target))
        names.set(target, name);
    }
  }
  return names;
}

/**
 * Gives a workload the Service that is called as it is.
 *
 * @returns the workload, with ports that its containers do not list
 */
export function withService(workload: MapNode, { node, name }: Manifest, kind: string, log: Log): MapNode {
  const spec = at(node, 'spec');
  log.take(at(node, 'metadata', 'name'));
  takeSelector(at(spec, 'selector'), `Service ${name}`, name, log);
  const isHeadless = textOf(at(spec, 'clusterIP')) === 'None';
  if (isHeadless) for (const key of ['clusterIP', 'clusterIPs']) log.take(at(spec, key));
  const own: Node[] = [...itemsOf(at(workload, 'ports'))];
  const known = () => [...own, ...itemsOf(at(workload, 'sidecars')).flatMap((one) => itemsOf(at(one, 'ports')))];
  const list = at(spec, 'ports');
  const ports = itemsOf(list).flatMap((port): Node[] => {
    if ((textOf(at(port, 'protocol')) ?? 'TCP') !== 'TCP') return [];
    log.take(at(port, 'protocol'));
    const number = log.take(at(port, 'port'));
    const target = log.take(at(port, 'targetPort')) ?? number;
    if (!number || !target) return [];
    const find = () =>
      known().find((one) => textOf(at(one, 'name')) === textOf(target) || textOf(at(one, 'port')) === textOf(target));
    if (!find() && numberOf(target) !== undefined) {
      const given = textOf(at(port, 'name')) ?? `port-${textOf(target)}`;
      own.push(mapNode(target.origin, { name: valueNode(given, target.origin), port: target }));
    }
    const found = find();
    const portNode = log.take(at(port, 'name')) ?? at(found, 'name') ?? valueNode('http', port.origin);
    const isSame = textOf(at(found, 'name')) === textOf(portNode);
    return [mapNode(port.origin, { name: portNode, port: number, targetPort: isSame ? undefined : target })];
  });
  const withPorts = own.length > 0 ? withKey(workload, 'ports', listNode((list ?? node).origin, own)) : workload;
  const isUsual =
    isHeadless === (kind === 'StatefulSet') &&
    ports.length === known().length &&
    ports.every((port) => {
      const same = known().find((one) => textOf(at(one, 'name')) === textOf(at(port, 'name')));
      return !at(port, 'targetPort') && textOf(at(same, 'port')) === textOf(at(port, 'port'));
    });
  if (isUsual) return withPorts;
  const headless = isHeadless === (kind === 'StatefulSet') ? undefined : valueNode(isHeadless, node.origin);
  return withKey(
    withPorts,
    'service',
    mapNode(node.origin, { ports: listNode((list ?? node).origin, ports), headless }),
  );
}

/** A workload with another key. */
export function withKey(workload: MapNode, key: string, value: Node | undefined): MapNode {
  if (value === undefined) return workload;
  return { ...workload, entries: new Map([...workload.entries, [key, value]]) };
}
