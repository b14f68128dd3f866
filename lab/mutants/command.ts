import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { TestOptions } from '../runner/options';
import { mutantLine, mutantsPage } from './report';
import { choose, runMutants } from './run';

/** Where the table lies that is committed. */
const PAGE = resolve(__dirname, '../../docs/mutants.md');

/**
 * `lab:test --mutants`: prints the verdicts, and writes them to docs/mutants.md.
 *
 * @param name of the only one to run. Default: all
 * @returns 0 when each was caught, otherwise 1
 * @throws EgressError (2) when there is none of that name, or a scenario could not run
 */
export async function testMutants(
  name: string | undefined,
  options: TestOptions,
  say: (line: string) => void,
): Promise<number> {
  const mutants = choose(name);
  say(`${mutants.length} mutants, about ${Math.ceil((mutants.length * 25) / 60)} minutes`);
  const own = { ...options, name: `${options.name}-m` };
  const verdicts = await runMutants(mutants, own, (verdict) => process.stdout.write(`${mutantLine(verdict)}\n`));
  const before = name !== undefined && existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '';
  writeFileSync(PAGE, mutantsPage(verdicts, new Date(), before));
  const caught = verdicts.filter(({ outcome }) => outcome === 'caught').length;
  say(`${caught} of ${verdicts.length} caught`);
  return caught === verdicts.length ? 0 : 1;
}
