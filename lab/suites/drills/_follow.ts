import { setTimeout as sleep } from 'node:timers/promises';
import type { Page, Step } from '../../../lib/runbooks';
import { type Result, run } from '../../process/exec';

/** Where the commands of a page are run. */
export interface Place {
  /** Root of the checkout. */
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** A file in which the variables are kept that steps export. */
  readonly variables: string;
  /** Programs of the cloud that were called since it was asked last. */
  readonly calls: () => readonly string[];
  /** Makes a change of the settings, as the reader does in an editor. */
  readonly change: (change: NonNullable<Step['change']>) => void;
}

interface Followed {
  /** Seconds from the start until all checks were as they have to be. */
  readonly seconds: number;
  /** Commands that were run, those of the way back included. */
  readonly commands: number;
}

/** A step that did not do what its page says. */
export class StepFault extends Error {}

/** Milliseconds until a command that does not end is ended. */
const MOST = 180_000;

/**
 * Does what a page says, step by step, and compares what comes of it with what the page says.
 *
 * @param start when the fault began, in milliseconds. Default: now
 * @param solved is called when all checks have passed, before the way back
 * @throws StepFault at the first step that does not do what the page says
 */
export async function follow(
  page: Page,
  place: Place,
  {
    start = Date.now(),
    solved = async () => undefined,
  }: { readonly start?: number; readonly solved?: () => Promise<unknown> } = {},
): Promise<Followed> {
  place.calls();
  const { steps, checks, back } = page;
  for (const [index, step] of steps.entries()) await take(step, `step ${index + 1}`, place);
  for (const [index, step] of checks.entries()) await take(step, `check ${index + 1}`, place);
  const seconds = Math.ceil((Date.now() - start) / 1000);
  await solved();
  const way = [...(back.steps ?? []), ...(back.checks ?? [])];
  for (const [index, step] of way.entries()) await take(step, `way back ${index + 1}`, place);
  const commands = [...steps, ...checks, ...way].flatMap(({ run: lines = [] }) => lines).length;
  return { seconds, commands };
}

async function take(step: Step, name: string, place: Place): Promise<void> {
  if (step.change) place.change(step.change);
  if (step.run) await expectOf(step, step.run, name, place);
  const called = [...new Set(place.calls())];
  const unmarked = called.filter((program) => program !== step.cloud);
  if (unmarked.length > 0) fail(step, name, `calls ${unmarked.join(', ')}, which the page does not mark`);
  if (step.cloud !== undefined && !called.includes(step.cloud)) {
    fail(step, name, `is marked as calling ${step.cloud}, and does not`);
  }
}

async function expectOf(step: Step, lines: readonly string[], name: string, place: Place): Promise<void> {
  const end = Date.now() + (step.within ?? 0) * 1000;
  for (;;) {
    const result = await shell(lines, place);
    const fault = faultOf(step, result);
    if (fault === undefined) return;
    if (Date.now() > end) fail(step, name, `${fault}:\n${result.stdout}${result.stderr}`);
    await sleep(1000);
  }
}

/** As a bash that stays open: a step has the variables that those before it have exported. */
function shell(lines: readonly string[], { cwd, env, variables }: Place): Promise<Result> {
  const script = `set -e
[ ! -e "$1" ] || . "$1"
trap 'export -p >"$1"' EXIT
${lines.join('\n')}`;
  return run(['bash', '-c', script, 'runbook', variables], { cwd, env, timeout: MOST });
}

function faultOf({ exits = 0, prints = [] }: Step, { code, stdout, stderr }: Result): string | undefined {
  if (code !== exits) return `ends with ${code} (expected ${exits})`;
  const missing = prints.filter((text) => !`${stdout}${stderr}`.includes(text));
  return missing.length === 0 ? undefined : `does not print ${missing.map((text) => `"${text}"`).join(', ')}`;
}

function fail({ text, run: lines = [] }: Step, name: string, fault: string): never {
  throw new StepFault(`${name} (${text})\n${lines.map((line) => `  $ ${line}`).join('\n')}\n${fault}`);
}
