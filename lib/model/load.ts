import { EgressError } from '../errors';
import type { EnvironmentSettings } from '../settings/environment';
import { readEnvironments } from '../settings/environments';
import { formatProblem, type Problem, sortProblems } from '../settings/problem';
import type { TenantSettings } from '../settings/tenant';
import { type ProposedFile, readTenants } from '../settings/tenants';
import { checkAll } from './checks';
import { baseDraft, draftIn, environmentDraft } from './draft';
import { Findings } from './findings';
import type { Report } from './merge';
import { resolveEnvironment } from './resolve-environment';
import { resolveTenant } from './resolve-tenant';
import type { EnvironmentModel, Model } from './types';

export interface SettingsFolders {
  /** Folder of `<name>.yaml` files, for example `tenants`. */
  readonly tenants: string;
  /** Folder of `<environment>.ts` files, for example `overlays`. */
  readonly environments: string;
  /** A tenant file to judge as if it were in the folder, in place of one of the same name. Default: none. */
  readonly proposed?: ProposedFile;
}

export interface LoadedSettings {
  readonly model: Model;
  /** Sorted; they fail nothing. */
  readonly warnings: readonly Problem[];
}

/**
 * All settings, read, judged and resolved.
 *
 * @throws EgressError code 1 with all problems of all files (and the warnings among them), the message being their
 * sorted lines; code 2 when a folder is not there or a file cannot be read
 */
export function loadModel(folders: SettingsFolders): LoadedSettings {
  const environments = readEnvironments(folders.environments);
  const tenants = readTenants(folders.tenants, folders.proposed);
  const findings = new Findings();

  const bases = tenants.files.flatMap((file) => (file.tree ? [baseDraft(file, file.tree)] : []));
  const drafts = environments.files.flatMap((file) => {
    if (!file.tree) return [];
    const environment = environmentDraft(file, file.tree);
    const report: Report = (origin, message) => findings.add(origin, message, environment.name);
    return [{ environment, tenants: bases.flatMap((base) => draftIn(environment, base, report) ?? []) }];
  });
  checkAll({ environments: environments.files.map((file) => file.stem), bases, drafts }, findings);

  const problems = sortProblems([...environments.problems, ...tenants.problems, ...findings.problems()]);
  if (problems.some(({ severity }) => severity === 'error'))
    throw new EgressError(problems.map(formatProblem).join('\n'), 1, problems);

  const resolved = drafts.map(({ environment, tenants: present }): EnvironmentModel => {
    const ours = resolveEnvironment(environment.data as EnvironmentSettings, environment.file.source);
    return {
      environment: ours,
      tenants: present.map(({ data, file }) => resolveTenant(data as TenantSettings, file.source, ours.cluster)),
    };
  });
  const somewhere = new Set(resolved.flatMap((one) => one.tenants.map(({ name }) => name)));
  const base = bases.filter(({ name }) => somewhere.has(name));
  return {
    model: {
      environments: resolved,
      base: base.map(({ data, file }) => resolveTenant(data as TenantSettings, file.source)),
    },
    warnings: problems,
  };
}
