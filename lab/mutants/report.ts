import type { Verdict } from './run';

/** The command that makes the table. */
const COMMAND = 'npm run lab:test -- --mutants';

/** The table of mutants, as it is committed. */
export function mutantsPage(verdicts: readonly Verdict[], date: Date): string {
  const rows = verdicts.map(({ mutant, outcome, words, seconds }) =>
    [
      `\`${mutant.name}\``,
      mutant.breaks,
      `${mutant.file}: ${mutant.scenario}`,
      outcome,
      code(words),
      `${seconds} s`,
    ].join(' | '),
  );
  const caught = verdicts.filter(({ outcome }) => outcome === 'caught').length;
  return `# Mutants: what each scenario notices

Each mutant breaks one thing in what is rendered, in the machines or in the running lab, and the scenario that owns it must
turn red **for that reason**. Written by \`${COMMAND}\` on ${date.toISOString().slice(0, 10)}: ${caught} of ${verdicts.length} caught.
\`${COMMAND} NAME\` runs one. Where a mutant says that admission lets it through, the admission policies only audit:
otherwise they would refuse it before the scenario could notice.

| mutant | what is broken | scenario | outcome | what it said | time |
|---|---|---|---|---|---|
${rows.map((row) => `| ${row} |`).join('\n')}
`;
}

/** One line of the progress. */
export function mutantLine({ mutant, outcome, words, seconds }: Verdict): string {
  return `${outcome.padEnd(8)}  ${mutant.name.padEnd(28)}  ${String(seconds).padStart(3)} s  ${words}`;
}

function code(words: string): string {
  return `\`${words.replaceAll('`', "'").replaceAll('|', '¦')}\``;
}
