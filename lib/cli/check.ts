import type { Command } from 'commander';
import { EgressError } from '../errors';
import {
  entryOf,
  type Finding,
  formatFindings,
  formatProblem,
  isFailure,
  knownIds,
  PROBLEMS,
  type Problem,
  ruleFinding,
  sortProblems,
  suppressFindings,
  toJson,
  toSarif,
  unusedSuppression,
} from '../lint';
import type { LoadedSettings } from '../model/load';
import { isForOutput, suppressionsOf } from '../model/suppressions';
import type { Model } from '../model/types';
import { type Drift, driftOf, planWrite, SCHEMA_ROOTS, SYNTH_ROOTS } from '../output';
import type { LocateSetting } from '../rules';
import { didYouMean } from '../settings/nearest';
import { formatPath } from '../settings/place';
import type { UnmanagedProblem } from '../unmanaged';
import { render } from './_render';
import { schemaFiles } from './_schema-files';
import { scopeOf } from './_scope';
import { asOnDisk, asOutputFiles, judgeOutput } from './_unmanaged';
import type { Io } from './io';
import { load, type SharedOptions, sharedCommand } from './options';

interface CheckOptions extends SharedOptions {
  readonly sarif?: boolean;
  /** Ids of the warnings that fail; true: all. */
  readonly strict?: true | readonly string[];
}

export function checkCommand(io: Io): Command {
  return sharedCommand('check', 'verify that generated files are up to date and that all rules pass')
    .option('--sarif', 'print SARIF 2.1.0')
    .option('--strict [ids...]', 'fail for warnings as well: all of them, or those with these ids')
    .action((options: CheckOptions) => {
      if (options.json && options.sarif) throw new EgressError('--json and --sarif exclude each other', 2);
      requireIds(options);
      // Loaded here: the other commands do without its rules.
      const { RULES, verify } = require('../rules') as typeof import('../rules');
      const loaded = load(options, io);
      const { model, warnings } = loaded;
      const files = render(loaded);
      const plans = [
        planWrite(options.out, files, { roots: SYNTH_ROOTS, covers: scopeOf(options, files) }),
        planWrite(options.out, schemaFiles(), { roots: SCHEMA_ROOTS }),
      ];
      const drift = plans.flatMap(driftOf);
      const unmanaged = judgeOutput(options.out, files, model);
      const problems = judgeProblems(unmanaged.problems, model).filter(isAbout(options));
      const written = asOnDisk(files, unmanaged);
      const findings = verify(written, model, RULES, asOutputFiles(unmanaged), locateIn(loaded)).filter(isIn(options));
      const strict = [...warnings, ...problems, ...findings].filter(isStrict(options)).length;
      const failed = strict > 0 || [...problems, ...findings].some(isFailure);
      if (options.json) {
        io.out(toJson({ problems: [...warnings, ...problems], drift, findings: findings.map(ruleFinding) }));
      } else if (options.sarif) {
        const all = [...warnings, ...problems, ...drift.map(driftFinding), ...findings];
        io.out(JSON.stringify(toSarif('egress check', [...PROBLEMS, ...RULES], all), null, 2));
      } else {
        const suppressed = warnings.filter((warning) => warning.suppressed !== undefined);
        for (const problem of [...suppressed, ...problems]) io.err(formatProblem(problem));
        for (const { message } of drift) io.err(message);
        for (const finding of formatFindings(findings)) io.err(finding);
        const inTheWay = drift.some(({ change }) => change === 'conflict');
        if (inTheWay)
          io.err('conflicting files were not changed: revert them, or overwrite them with npm run synth -- --force');
        else if (drift.length > 0) io.err('npm run synth (or npm run schema) writes what is missing here');
        if (strict > 0) io.err(`${strict} ${strict === 1 ? 'warning fails' : 'warnings fail'} with --strict`);
        if (drift.length === 0 && !failed) io.out(`OK: ${files.length} files are up to date, and no rule fails`);
      }
      if (drift.length > 0 || failed) io.exitCode = 1;
    });
}

function locateIn({ at }: LoadedSettings): LocateSetting {
  return (tenant, path, environment) => {
    const origin = at(tenant, path, environment);
    if (!origin) return undefined;
    return { file: origin.file.file, ...origin.file.locate(origin.path), path: formatPath(origin.path) };
  };
}

/** Problems of unmanaged files, with what the environments suppress. */
function judgeProblems(problems: readonly UnmanagedProblem[], model: Model): Problem[] {
  const scoped = suppressionsOf(model).filter(({ suppression }) => isForOutput(suppression));
  const { findings, unused } = suppressFindings(problems, scoped, entryOf);
  return sortProblems<Problem>([...findings, ...unused.map(unusedSuppression)]);
}

/** Whether a warning fails because --strict asks for it. */
function isStrict({ strict }: CheckOptions): (finding: Finding) => boolean {
  return ({ id, severity, suppressed }) =>
    severity === 'warning' && suppressed === undefined && (strict === true || strict?.includes(id) === true);
}

/** @throws EgressError (2) for an id after --strict that does not exist */
function requireIds({ strict }: CheckOptions): void {
  if (strict === undefined || strict === true) return;
  const known = knownIds();
  const unknown = strict.find((id) => !known.includes(id));
  if (unknown === undefined) return;
  throw new EgressError(
    `--strict: there is no warning ${unknown}${didYouMean(unknown, known)}; docs/problems.md lists all ids`,
    2,
  );
}

/** Everything is checked; only what was asked for is reported. */
function isIn({ env, tenant }: SharedOptions): (finding: Finding) => boolean {
  return (finding) =>
    (env === undefined || finding.environment === env) && (tenant === undefined || finding.tenant === tenant);
}

/** An unmanaged file can concern every tenant, whichever was asked for. */
function isAbout({ env }: SharedOptions): (problem: Problem) => boolean {
  return ({ environment }) => env === undefined || environment === undefined || environment === env;
}

function driftFinding({ path, message }: Drift): Finding {
  return { id: 'output-differs', severity: 'error', file: path, message };
}
