import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cni } from '../../../binaries/versions';
import type { Attack, Outcome } from './_types';

/** Where the results of the last whole run on a datapath lie. */
export function recordFile(cni: Cni): string {
  return join(__dirname, 'records', `${cni}.json`);
}

/** What was seen on a datapath; undefined where there was no whole run yet. */
export function readRecord(cni: Cni): IsolationRecord | undefined {
  const file = recordFile(cni);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as IsolationRecord) : undefined;
}

/** What was seen of one attack. */
export interface Seen {
  /** With all controls. */
  readonly all: Outcome;
  /** With all of its controls taken away; undefined where it has none. */
  readonly none?: Outcome;
  /** By name of the only control that was left; empty where it has fewer than two. */
  readonly alone: Readonly<Record<string, Outcome>>;
}

export interface IsolationRecord {
  /** Day of the run: `2026-11-25`. */
  readonly date: string;
  readonly attacks: Readonly<Record<string, Seen>>;
}

/** What a record lacks of what the attacks claim, or contradicts; empty: nothing. */
export function problems(attacks: readonly Attack[], record: IsolationRecord): string[] {
  const known = new Set(attacks.map(({ name }) => name));
  const outsiders = Object.keys(record.attacks).filter((name) => !known.has(name));
  return [
    ...outsiders.map((name) => `${name} is recorded, and no attack has that name`),
    ...attacks.flatMap((attack) => problemsOf(attack, record.attacks[attack.name])),
  ];
}

function problemsOf({ name, controls, remains, harmless }: Attack, seen?: Seen): string[] {
  if (!seen) return [`${name} has no record`];
  if (remains !== undefined) return seen.all.through ? [] : [`${name} is said to remain, and was refused`];
  if (harmless) {
    const reached = [seen.all, seen.none].some((outcome) => outcome?.through !== false);
    return reached ? [`${name} is about another datapath, and reached something`] : [];
  }
  const alone = controls.length > 1 ? controls : [];
  const others = Object.keys(seen.alone).filter((control) => !alone.includes(control));
  return [
    ...(seen.all.through ? [`${name} was not refused: ${seen.all.words}`] : []),
    ...(seen.none?.through ? [] : [`${name} did not succeed without its controls: ${seen.none?.words ?? 'not tried'}`]),
    ...alone
      .filter((control) => seen.alone[control]?.through !== false)
      .map((control) => `${control} alone did not refuse ${name}: ${seen.alone[control]?.words ?? 'not tried'}`),
    ...others.map((control) => `${name} was tried with ${control} alone, which is none of its controls`),
  ];
}
