import { readFileSync } from 'node:fs';
import { isSeq, isMap as isYamlMap, LineCounter, type Node, parseAllDocuments } from 'yaml';
import type { KubernetesObject } from '../../cluster/api';

/** Where a value is: keys of maps, and places in lists. */
export type Path = readonly (string | number)[];

/** An object of a manifest, and the lines of its values. */
export interface Source {
  readonly object: KubernetesObject;
  /** By path as JSON: the lines on which the value and all around it begin, the object itself first. */
  readonly lines: ReadonlyMap<string, readonly number[]>;
}

/** All objects of a file; those of a `List` one by one. */
export function sourcesIn(file: string): Source[] {
  const counter = new LineCounter();
  const documents = parseAllDocuments(readFileSync(file, 'utf8'), { lineCounter: counter, version: '1.1' });
  const line = (node: Node) => counter.linePos(node.range?.[0] ?? 0).line;
  const sourceOf = (object: KubernetesObject, root: Node): Source => {
    const lines = new Map<string, readonly number[]>();
    const walk = (node: unknown, path: Path, around: readonly number[]): void => {
      lines.set(JSON.stringify(path), around);
      if (isYamlMap(node))
        for (const { key, value } of node.items)
          walk(value, [...path, String((key as { value: unknown }).value)], [...around, line(key as Node)]);
      if (isSeq(node))
        node.items.forEach((item, index) => {
          walk(item, [...path, index], [...around, line(item as Node)]);
        });
    };
    walk(root, [], [line(root)]);
    return { object, lines };
  };
  return [...documents].flatMap((document) => {
    const object = document.toJS();
    if (object.kind !== 'List') return [sourceOf(object, document.contents as Node)];
    return (object.items as KubernetesObject[]).map((item, index) =>
      sourceOf(item, document.getIn(['items', index]) as Node),
    );
  });
}
