import { z } from 'zod';
import type { Node } from './node';
import { schemaAt, unwrap } from './walk';

/**
 * Booleans as they are written (`True`, `FALSE`), where a setting takes booleans and text: a program that reads a variable gets
 * what stands in the file. In place.
 */
export function keepSpelling(node: Node, schema: z.ZodType | undefined): void {
  if (node.kind === 'list') for (const item of node.items) keepSpelling(item, schemaAt(schema, 0));
  if (node.kind !== 'map') return;
  for (const [key, value] of node.entries) {
    const inner = schemaAt(schema, key);
    if (value.kind !== 'value') keepSpelling(value, inner);
    else if (value.spelling !== undefined && takesBoth(inner))
      node.entries.set(key, { ...value, value: value.spelling });
  }
}

function takesBoth(schema: z.ZodType | undefined): boolean {
  const whole = schema && unwrap(schema);
  if (whole instanceof z.ZodPipe) return takesBoth(whole.in as z.ZodType);
  if (!(whole instanceof z.ZodUnion)) return false;
  const { options } = whole;
  return [z.ZodBoolean, z.ZodString].every((type) => options.some((option) => option instanceof type));
}
