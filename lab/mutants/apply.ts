import { parse, stringify } from 'yaml';
import type { EnvironmentModel, OutputFile } from '../../lib';
import type { KubernetesObject } from '../cluster/api';
import type { Lab } from '../lab';
import { MUTANTS } from './all';
import type { Mutant } from './mutant';

/** Names the mutant that a run of the scenarios is to be given. */
export const MUTANT = 'EGRESS_LAB_MUTANT';

function mutant(): Mutant | undefined {
  const name = process.env[MUTANT];
  const found = MUTANTS.find((one) => one.name === name);
  if (name && !found) throw new Error(`unknown mutant ${name}`);
  return found;
}

/** What is to be written, with the mutant's change in it; as it is when there is no mutant. */
export function mutate(files: readonly OutputFile[], one = mutant()): readonly OutputFile[] {
  const { rendered } = one ?? {};
  return rendered ? files.map((file) => withChange(file, rendered)) : files;
}

function withChange(file: OutputFile, rendered: (object: KubernetesObject) => void): OutputFile {
  if (!/^(dist\/(base|overlays)|clusters)\/.*\.yaml$/.test(file.path)) return file;
  const object = parse(file.content) as KubernetesObject | null;
  if (object === null) return file;
  const before = JSON.stringify(object);
  rendered(object);
  return JSON.stringify(object) === before ? file : { ...file, content: stringify(object) };
}

/** Whether the scenarios run with a mutant. */
export function isMutated(): boolean {
  return mutant() !== undefined;
}

export function mutantsLab(model: EnvironmentModel): EnvironmentModel {
  return mutant()?.machines?.(model) ?? model;
}

export async function breakEngine(lab: Lab): Promise<void> {
  await mutant()?.engine?.(lab);
}

/** Milliseconds to wait for what is to come true soon; a mutant is given less, as with it there is nothing to come. */
export function patience(): number {
  return mutant() ? 20_000 : 60_000;
}
