import type { Node } from '../settings/node';
import { taintKey } from '../vocabulary';
import type { Manifest } from './documents';
import type { Log } from './log';
import { textOf } from './nodes';
import { CLUSTER_WRITTEN, changeReason, isUsual, leftReason } from './reasons';

/** Where a value stands in its object: `spec.template.spec.containers.image`, without the places in lists. */
type Steps = readonly string[];

/** Records what no one has taken of an object: what the platform sets, and what is left. */
export function recordLeftovers({ node, kind, name }: Manifest, tenant: string, log: Log): void {
  const owner = `${kind} ${name}`;
  log.take(node.entries.get('apiVersion'));
  log.take(node.entries.get('kind'));
  visit(node, [], { log, owner, taint: taintKey(tenant) });
}

interface Context {
  readonly log: Log;
  readonly owner: string;
  readonly taint: string;
}

function visit(node: Node, steps: Steps, context: Context): void {
  const { log, owner } = context;
  if (log.isTaken(node) || isEmpty(node)) return;
  const path = steps.join('.');
  if (CLUSTER_WRITTEN.test(path) || isUsual(path, textOf(node))) return;
  const what = `${owner} ${steps.slice(-2).join('.')}`;
  if (node.kind !== 'value' && isUsualWhole(node, steps, log)) return;
  const changed = changeReason(path, node);
  if (changed !== undefined) {
    log.change(node, what, changed);
    return;
  }
  const whole = hasTaken(node, log) ? undefined : leftReason(path);
  if (whole !== undefined || node.kind === 'value') {
    log.leave(node, what, whole ?? 'has no setting');
    return;
  }
  const below =
    node.kind === 'map' ? [...node.entries] : node.items.map((item): [undefined, Node] => [undefined, item]);
  for (const [key, value] of below) visit(value, key === undefined ? steps : [...steps, key], context);
}

/** Whether all that it has is usual: then none of it is left, and it is not left as a whole. */
function isUsualWhole(node: Node, steps: Steps, log: Log): boolean {
  if (log.isTaken(node) || isEmpty(node)) return true;
  if (node.kind === 'value') return isUsual(steps.join('.'), textOf(node));
  if (node.kind === 'list') return node.items.every((item) => isUsualWhole(item, steps, log));
  return [...node.entries].every(([key, value]) => isUsualWhole(value, [...steps, key], log));
}

/** Whether something of it was taken: then only the rest is left. */
function hasTaken(node: Node, log: Log): boolean {
  if (log.isTaken(node)) return true;
  const below = node.kind === 'map' ? [...node.entries.values()] : node.kind === 'list' ? node.items : [];
  return below.some((each) => hasTaken(each, log));
}

function isEmpty(node: Node): boolean {
  if (node.kind === 'value') return node.value === null;
  return node.kind === 'map' ? node.entries.size === 0 : node.items.length === 0;
}
