import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { EgressError } from '../../lib/errors';
import type { TestOptions } from '../runner/options';
import { MUTANTS } from './all';
import { MUTANT } from './apply';
import type { Mutant } from './mutant';

/** How many at a time; each has a lab of its own. */
const SLOTS = 2;

export interface Verdict {
  readonly mutant: Mutant;
  /** `survived`: the scenario is green. `unclear`: it is red for another reason, or did not run. */
  readonly outcome: 'caught' | 'survived' | 'unclear';
  /** What the scenario said, in short. */
  readonly words: string;
  readonly seconds: number;
}

interface Report {
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly failureMessages: readonly string[] }[];
  }[];
}

/** @throws EgressError (2) when there is none of that name */
export function choose(name?: string): readonly Mutant[] {
  if (name === undefined) return MUTANTS;
  const found = MUTANTS.filter((mutant) => mutant.name === name);
  if (found.length > 0) return found;
  throw new EgressError(`unknown mutant ${name}: there is ${MUTANTS.map((mutant) => mutant.name).join(', ')}`, 2);
}

/**
 * Runs for each mutant the scenario that owns it, in a lab that has it.
 *
 * @param done told about each as soon as it is known
 * @returns the verdicts, in the order of the mutants
 */
export async function runMutants(
  mutants: readonly Mutant[],
  options: TestOptions,
  done: (verdict: Verdict) => void,
): Promise<readonly Verdict[]> {
  const verdicts = new Map<Mutant, Verdict>();
  const waiting = [...mutants];
  const slots = Array.from({ length: Math.min(SLOTS, mutants.length) }, async (_, slot) => {
    for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
      const verdict = await runMutant(mutant, { ...options, name: `${options.name}-${slot + 1}` });
      verdicts.set(mutant, verdict);
      done(verdict);
    }
  });
  await Promise.all(slots);
  return mutants.map((mutant) => verdicts.get(mutant) as Verdict);
}

async function runMutant(mutant: Mutant, options: TestOptions): Promise<Verdict> {
  const folder = mkdtempSync(join(tmpdir(), 'egress-mutant-'));
  const file = join(folder, 'report.json');
  const start = Date.now();
  const lab = join(__dirname, '..');
  const jest = ['--config', join(lab, 'jest.config.js'), '--runInBand', '--json', `--outputFile=${file}`];
  const scenario = [join(lab, 'suites', `${suiteOf(mutant)}.lab.ts`), '--testNamePattern', literally(mutant.scenario)];
  const env = { ...process.env, EGRESS_LAB_OPTIONS: JSON.stringify(options), [MUTANT]: mutant.name };
  const child = spawn(process.execPath, [require.resolve('jest/bin/jest'), ...jest, ...scenario], {
    env,
    stdio: 'ignore',
  });
  await new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve));
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
    return { mutant, ...judge(mutant, report), seconds: Math.round((Date.now() - start) / 1000) };
  } catch (error) {
    throw new EgressError(`${mutant.name}: the scenario ended without a report: ${(error as Error).message}`, 2);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Where the scenario is, below `suites`, without `.lab.ts`. */
export function suiteOf({ file }: Mutant): string {
  return file.includes('/') ? file : `scenarios/${file}`;
}

/** Red in the scenario, for the reason that the mutant is there for, is caught; nothing else is. */
export function judge(mutant: Mutant, report: Report): Pick<Verdict, 'outcome' | 'words'> {
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const ran = tests.filter(({ status }) => status === 'passed' || status === 'failed');
  const failures = ran.flatMap(({ failureMessages }) => failureMessages.map(stripVTControlCharacters));
  if (ran.length === 0) return { outcome: 'unclear', words: `no scenario is called “${mutant.scenario}”` };
  if (failures.length === 0) return { outcome: 'survived', words: `“${mutant.scenario}” is green` };
  const expected = failures.find((message) => mutant.shows.test(message));
  if (expected) return { outcome: 'caught', words: inShort(expected) };
  return { outcome: 'unclear', words: `red for another reason: ${inShort(failures[0] as string)}` };
}

/** The lines in which what was expected and what came differ, or else the first line. */
function inShort(message: string): string {
  // Where in the code it was seen is a path of this machine.
  const lines = message.split('\n').filter((line) => !/^\s+at /.test(line));
  const differ = lines.filter((line) => /^[-+] (?!Expected|Received)/.test(line));
  const plain = lines.filter((line) => /^(Expected|Received).*: /.test(line));
  const words = (differ.length > 0 ? differ : plain.length > 0 ? plain : lines.slice(0, 2)).map((line) =>
    line.trim().replaceAll(/\s+/g, ' '),
  );
  const text = words.join(' ');
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

function literally(title: string): string {
  return title.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
