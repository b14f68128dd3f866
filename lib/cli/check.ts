import type { Command } from 'commander';
import { EgressError } from '../errors';
import {
  type Finding,
  formatFindings,
  formatProblem,
  isFailure,
  PROBLEMS,
  type Problem,
  ruleFinding,
  sortProblems,
  toJson,
  toSarif,
} from '../lint';
import { type Drift, driftOf, planWrite, SCHEMA_ROOTS, SYNTH_ROOTS } from '../output';
import { checkFiles } from './_check-files';
import { withNotes } from './_help';
import { judgeRendered } from './_judged';
import { type CacheOptions, memoryOf, NO_CACHE } from './_memory';
import { render, renderWith } from './_render';
import { schemaFiles } from './_schema-files';
import { scopeOf } from './_scope';
import { isStrict, strictRemark } from './_strict';
import { warningsOf } from './_warnings';
import type { Io } from './io';
import { loadQuietly, type SharedOptions, sharedCommand } from './options';

interface CheckOptions extends SharedOptions, CacheOptions {
  readonly sarif?: boolean;
  readonly chart?: string;
}

export function checkCommand(io: Io): Command {
  const command = sharedCommand('check', 'verify that generated files are up to date and that all rules pass')
    .usage('[options] [FILE…]')
    .argument('[file...]', 'manifests of a tenant’s own repository, or folders of them; - for standard input')
    .option('--sarif', 'print SARIF 2.1.0')
    .option(...NO_CACHE)
    .option('--chart <name>', 'the files are what helm template prints of this chart of the tenant')
    .action((files: readonly string[], options: CheckOptions) => {
      if (options.json && options.sarif) throw new EgressError('--json and --sarif exclude each other', 2);
      if (options.chart !== undefined && files.length === 0)
        throw new EgressError('--chart needs files: what helm template prints, or - for standard input', 2);
      if (files.length > 0) {
        checkFiles(files, options, io);
        return;
      }
      const memory = memoryOf(options, io);
      const loaded = loadQuietly(options, io, memory);
      const warnings = warningsOf(loaded.warnings, options);
      const observed = memory?.knowsMost() === true;
      const written = observed ? renderWith(loaded, io, memory).files : render(loaded, io);
      const whole = planWrite(options.out, written, { roots: SYNTH_ROOTS, observed });
      const isWhole = options.env === undefined && options.tenant === undefined;
      const plans = [
        isWhole
          ? whole
          : planWrite(options.out, written, { roots: SYNTH_ROOTS, covers: scopeOf(options, written), observed }),
        planWrite(options.out, schemaFiles(), { roots: SCHEMA_ROOTS }),
      ];
      const drift = plans.flatMap(driftOf);
      const judged = judgeRendered(loaded, written, options.out, io, { plan: whole, memory, isRecalled: observed });
      const problems = sortProblems([
        ...judged.problems.filter(isAbout(options)),
        ...judged.expectations.filter(isIn(options)),
      ]);
      const findings = judged.findings.filter(isIn(options));
      const strict = [...warnings, ...problems, ...findings].filter(isStrict(options.strict)).length;
      const failed = strict > 0 || [...problems, ...findings].some(isFailure);
      if (options.json) {
        io.out(toJson({ problems: [...warnings, ...problems], drift, findings: findings.map(ruleFinding) }));
      } else if (options.sarif) {
        const { RULES } = require('../rules') as typeof import('../rules');
        const all = [...warnings, ...problems, ...drift.map(driftFinding), ...findings];
        io.out(JSON.stringify(toSarif('egress check', [...PROBLEMS, ...RULES], all), null, 2));
      } else {
        const isShown = (finding: Finding) => !options.quiet || isFailure(finding) || isStrict(options.strict)(finding);
        for (const problem of [...warnings, ...problems].filter(isShown)) io.err(formatProblem(problem));
        for (const { message } of drift) io.err(message);
        for (const finding of formatFindings(findings.filter(isShown))) io.err(finding);
        const inTheWay = drift.some(({ change }) => change === 'conflict');
        if (inTheWay)
          io.err('conflicting files were not changed: revert them, or overwrite them with npm run synth -- --force');
        else if (drift.length > 0) io.err('npm run synth (or npm run schema) writes what is missing here');
        if (strict > 0) io.err(strictRemark(strict));
        if (drift.length === 0 && !failed && !options.quiet)
          io.out(`OK: ${written.length} files are up to date, and no rule fails`);
      }
      if (drift.length > 0 || failed) io.exitCode = 1;
    });
  return withNotes(command, {
    notes: [
      'Writes nothing but what it notes of many tenants (docs/scale.md). It is what CI and the pre-commit hook run. With files and',
      '--tenant it checks manifests of a tenant’s own repository, with the messages of the API server: docs/tenant-repository.md.',
    ].join('\n'),
    examples: [
      ['check', 'all environments and tenants'],
      ['check --strict', 'fail for warnings as well'],
      ['check --strict allow-list-expired', 'fail for this warning as well'],
      ['check --tenant client-a', 'report one tenant'],
      ['check --sarif', 'the findings for a forge'],
      ['check deploy/ --tenant client-a', 'manifests of a tenant’s own repository'],
      ['check rendered.yaml --tenant client-a --chart redis', 'what helm template printed of a chart: docs/charts.md'],
    ],
  });
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
