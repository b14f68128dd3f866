import { EgressError } from '../errors';
import { type Finding, formatFindings, isFailure, PROBLEMS, ruleFinding, summary, toJson, toSarif } from '../lint';
import type { EnvironmentModel } from '../model/types';
import { isStrict, strictRemark } from './_strict';
import type { Io } from './io';
import { loadQuietly, type SharedOptions } from './options';

interface CheckFilesOptions extends SharedOptions {
  readonly sarif?: boolean;
  readonly chart?: string;
}

/** `check FILE…`: manifests of a tenant's own repository or of a chart, judged as the API server and the rules would. */
export function checkFiles(paths: readonly string[], options: CheckFilesOptions, io: Io): void {
  const { tenant, env } = options;
  if (tenant === undefined) throw new EgressError('--tenant <name> is needed: whose repository are these files of?', 2);
  const { model } = loadQuietly(options, io);
  const environments = model.environments
    .filter(({ environment }) => env === undefined || environment.name === env)
    .map((one): EnvironmentModel => ({ ...one, tenants: one.tenants.filter(({ name }) => name === tenant) }));
  const repositories = environments.flatMap(({ tenants }) => tenants.flatMap(({ repository }) => repository ?? []));
  // Loaded here: the other commands do without them.
  const { judgeManifests, readManifests } = require('../admission') as typeof import('../admission');
  const { RULES } = require('../rules') as typeof import('../rules');
  // Without the setting it is not known how Flux would read them.
  const isBuilt = repositories.length === 0 || repositories.some(({ kustomize }) => kustomize);
  const { manifests, faults, ignored } = readManifests(paths, isBuilt);
  const findings: Finding[] = [
    ...faults.map((fault): Finding => ({ id: 'manifest-invalid', severity: 'error', tenant, ...fault })),
    ...ignored.map(
      (file): Finding => ({
        id: 'manifest-ignored',
        severity: 'warning',
        tenant,
        file,
        message: 'is not read by Flux, and the manifests are applied as they stand (repository.kustomize)',
      }),
    ),
    ...judgeManifests(model, environments, manifests, options.chart),
  ];
  if (manifests.length === 0 && faults.length === 0)
    throw new EgressError(`${paths.join(', ')}: there is no manifest in it`, 1);
  const strict = findings.filter(isStrict(options.strict)).length;
  if (strict > 0 || findings.some(isFailure)) io.exitCode = 1;
  if (options.json) io.out(toJson({ objects: manifests.length, findings: findings.map(ruleFinding) }));
  else if (options.sarif) io.out(JSON.stringify(toSarif('egress check', [...PROBLEMS, ...RULES], findings), null, 2));
  else {
    const isShown = (finding: Finding) => !options.quiet || isFailure(finding) || isStrict(options.strict)(finding);
    for (const line of formatFindings(findings.filter(isShown))) io.err(line);
    if (strict > 0) io.err(strictRemark(strict));
    if (!options.quiet)
      io.out(
        `${manifests.length} objects for ${tenant}: ${findings.length === 0 ? 'nothing was found' : summary(new Set(manifests.map(({ file }) => file)).size, findings)}`,
      );
  }
}
