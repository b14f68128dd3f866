import type { Command } from 'commander';
import { driftOf, planWrite, SCHEMA_ROOTS, SYNTH_ROOTS } from '../output';
import type { Finding } from '../rules';
import { formatProblem, type Problem, sortProblems } from '../settings/problem';
import type { UnmanagedProblem } from '../unmanaged';
import { render } from './_render';
import { schemaFiles } from './_schema-files';
import { scopeOf } from './_scope';
import { asOnDisk, asOutputFiles, judgeOutput } from './_unmanaged';
import type { Io } from './io';
import { load, type SharedOptions, sharedCommand } from './options';

export function checkCommand(io: Io): Command {
  return sharedCommand('check', 'fail unless what is written is what the settings say, and the rules agree').action(
    (options: SharedOptions) => {
      // Loaded here: the other commands do without its rules.
      const { formatFindings, RULES, verify } = require('../rules') as typeof import('../rules');
      const loaded = load(options, io);
      const { model, warnings } = loaded;
      const files = render(loaded);
      const plans = [
        planWrite(options.out, files, { roots: SYNTH_ROOTS, covers: scopeOf(options, files) }),
        planWrite(options.out, schemaFiles(), { roots: SCHEMA_ROOTS }),
      ];
      const drift = plans.flatMap(driftOf);
      const unmanaged = judgeOutput(options.out, files, model);
      const problems = sortProblems(unmanaged.problems.filter(isAbout(options)));
      const findings = verify(asOnDisk(files, unmanaged), model, RULES, asOutputFiles(unmanaged)).filter(isIn(options));
      const failed =
        problems.some(isError) ||
        findings.some(({ severity, exception }) => severity === 'error' && exception === undefined);
      if (options.json) io.out(JSON.stringify({ problems: [...warnings, ...problems], drift, findings }, null, 2));
      else {
        for (const problem of problems) io.err(formatProblem(problem));
        for (const { message } of drift) io.err(message);
        for (const finding of formatFindings(findings)) io.err(finding);
        const inTheWay = drift.some(({ change }) => change === 'conflict');
        if (inTheWay) io.err('what is in the way stays: revert it, or replace it (npm run synth -- --force)');
        else if (drift.length > 0) io.err('npm run synth (or npm run schema) writes what is missing here');
        else if (!failed) io.out(`${files.length} files are what the settings say, and the rules agree`);
      }
      if (drift.length > 0 || failed) io.exitCode = 1;
    },
  );
}

/** All is judged; what is reported is what was asked for. */
function isIn({ env, tenant }: SharedOptions): (finding: Finding) => boolean {
  return (finding) =>
    (env === undefined || finding.environment === env) && (tenant === undefined || finding.tenant === tenant);
}

/** An unmanaged file can concern every tenant, whichever was asked for. */
function isAbout({ env }: SharedOptions): (problem: UnmanagedProblem) => boolean {
  return ({ environment }) => env === undefined || environment === undefined || environment === env;
}

function isError({ severity }: Problem): boolean {
  return severity === 'error';
}
