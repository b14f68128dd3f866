import { MUTANTS } from './all';
import type { Verdict } from './run';

/** The command that makes the table. */
const COMMAND = 'npm run lab:test -- --mutants';

/**
 * The table of mutants, as it is committed.
 *
 * @param before the page as it is: rows of mutants that were not run now stay. Default: there is none
 */
export function mutantsPage(verdicts: readonly Verdict[], date: Date, before = ''): string {
  const rows = new Map([
    ...rowsOf(before),
    ...verdicts.map((verdict): [string, string] => [verdict.mutant.name, row(verdict)]),
  ]);
  const current = MUTANTS.flatMap(({ name }) => rows.get(name) ?? []);
  const caught = current.filter((line) => line.includes('| caught |')).length;
  return `# Mutants: what each scenario notices

Each mutant breaks one thing in what is rendered, in the machines or in the running lab, and the scenario that owns it must
turn red **for that reason**. Written by \`${COMMAND}\`, last on ${date.toISOString().slice(0, 10)}: ${caught} of ${MUTANTS.length} caught.
\`${COMMAND} NAME\` runs one, and renews its row. Where a mutant says that admission lets it through, the admission
policies only audit: otherwise they would refuse it before the scenario could notice.

| mutant | what is broken | scenario | outcome | what it said | time |
|---|---|---|---|---|---|
${current.join('\n')}
`;
}

function row({ mutant, outcome, words, seconds }: Verdict): string {
  const scenario = `${mutant.file}: ${mutant.scenario}`;
  const cells = [`\`${mutant.name}\``, mutant.breaks, scenario, outcome, code(words), `${seconds} s`];
  return `| ${cells.join(' | ')} |`;
}

/** By name of the mutant. */
function rowsOf(page: string): Map<string, string> {
  const rows = page.split('\n').flatMap((line): [string, string][] => {
    const [, name] = /^\| `([^`]+)` \|/.exec(line) ?? [];
    return name === undefined ? [] : [[name, line]];
  });
  return new Map(rows);
}

/** One line of the progress. */
export function mutantLine({ mutant, outcome, words, seconds }: Verdict): string {
  return `${outcome.padEnd(8)}  ${mutant.name.padEnd(28)}  ${String(seconds).padStart(3)} s  ${words}`;
}

function code(words: string): string {
  return `\`${words.replaceAll('`', "'").replaceAll('|', '¦')}\``;
}
