import type { Node } from '../settings/node';
import type { Origin } from '../settings/place';

/** Something of the manifests, and what becomes of it. */
export interface Remark {
  readonly origin: Origin;
  /** What it is about, for example `Deployment web spec.template.spec.hostNetwork`. */
  readonly what: string;
  readonly message: string;
}

/** What was taken of the manifests, what is otherwise from now on, and what is left. */
export class Log {
  readonly left: Remark[] = [];
  readonly changed: Remark[] = [];
  private readonly taken = new Set<Node>();

  /** Marks a value, with all below it, as taken. */
  take<Taken extends Node | undefined>(node: Taken): Taken {
    if (node === undefined || this.taken.has(node)) return node;
    this.taken.add(node);
    const below = node.kind === 'map' ? [...node.entries.values()] : node.kind === 'list' ? node.items : [];
    for (const each of below) this.take(each);
    return node;
  }

  /** Marks a value as one that is otherwise from now on. */
  change(node: Node, what: string, message: string): void {
    this.take(node);
    this.changed.push({ origin: node.origin, what, message });
  }

  /** Marks a value as one that the settings cannot express. */
  leave(node: Node, what: string, message: string): void {
    this.take(node);
    this.left.push({ origin: node.origin, what, message });
  }

  isTaken(node: Node): boolean {
    return this.taken.has(node);
  }
}
