import type { Environment } from '../model/types';
import { regionOfZone } from '../settings/zone';

/** A block of Terraform's JSON. */
export type Block = Readonly<Record<string, unknown>>;

/** Blocks by type and name, as `resource` and `data` have them. */
export type Blocks = Readonly<Record<string, Readonly<Record<string, Block>>>>;

export function expression(text: string): string {
  return `\${${text}}`;
}

/** `fr-par` of `fr-par-1`. */
export function regionOf({ cluster }: Environment): string {
  return regionOfZone(cluster.zone);
}

/** Blocks of all parts together. */
export function combine(parts: readonly Blocks[]): Blocks {
  const all: Record<string, Record<string, Block>> = {};
  for (const part of parts) {
    for (const [type, named] of Object.entries(part)) all[type] = { ...all[type], ...named };
  }
  return all;
}
