import { EgressError } from '../errors';
import { formatProblem, type Problem } from '../lint';
import type { Memory } from '../memory';
import { isoDay } from '../settings/date';
import type { ResolvedEnvironment } from '../settings/environment';
import { readEnvironments } from '../settings/environments';
import type { Origin, Path } from '../settings/place';
import { type ProposedFile, readTenants } from '../settings/tenants';
import { allowEntries } from './allowed-hosts';
import { type Alone, checkAll } from './checks';
import { baseDraft, draftIn, type EnvironmentDrafts, environmentDraft, type TenantDraft } from './draft';
import { Findings } from './findings';
import type { Report } from './merge';
import { Notes, recallFrom } from './notes';
import { RecalledDraft, RecalledFile } from './recalled';
import { resolveEnvironment } from './resolve-environment';
import { resolveTenant } from './resolve-tenant';
import { carriedIn } from './secrets';
import { suppressionsIn, suppressSettings } from './suppressions';
import type { Environment, EnvironmentModel, ExtraFile, Model, Tenant } from './types';

export interface SettingsFolders {
  /** Folder of `<name>.yaml` files, for example `tenants`. */
  readonly tenants: string;
  /** Folder of `<environment>.ts` files, for example `overlays`. */
  readonly environments: string;
  /** A tenant file to judge as if it were in the folder, in place of one of the same name. Default: none. */
  readonly proposed?: ProposedFile;
  /** The day in UTC that dates in settings are compared with, for example `2027-03-31`. Only warnings depend on it. Default: today */
  readonly today?: string;
  /** What earlier runs noted of each tenant. Default: nothing */
  readonly memory?: Memory;
  /** Is called for each file of a tenant, with how many were read, and how many there are. Default: nothing is called */
  readonly counted?: (done: number, all: number) => void;
}

export interface LoadedSettings {
  readonly model: Model;
  /** Tenants that are left out of all environments (`enabled: false`). */
  readonly leftOut: readonly string[];
  /** Sorted; they fail nothing. */
  readonly warnings: readonly Problem[];
  /** Where a setting of a tenant is, in an environment or without one: for what only rendering shows. */
  readonly at: (tenant: string, path: Path, environment?: string) => Origin | undefined;
  /** Where an entry of the allow list is, by its position in the model's list, where shared lists are unfolded. */
  readonly allowedAt: (tenant: string, index: number, environment: string) => Origin | undefined;
}

/**
 * All settings, read, judged and resolved.
 *
 * @throws EgressError code 1 with all problems of all files (and the warnings among them), the message being their
 * sorted lines; code 2 when a folder is not there or a file cannot be read
 */
export function loadModel(folders: SettingsFolders): LoadedSettings {
  const { memory, today, proposed, counted } = folders;
  const environments = readEnvironments(folders.environments);
  // Problems of environments are reported with the places of what depends on them.
  const recall = memory && environments.problems.length === 0 ? recallFrom(memory, environments.files) : undefined;
  return judgeSettings(environments, readTenants(folders.tenants, proposed, recall, counted), today, recall && memory);
}

/** The same of files that are read already, each with what is wrong with it on its own. Throws as {@link loadModel}. */
export function judgeSettings(
  environments: ReturnType<typeof readEnvironments>,
  tenants: ReturnType<typeof readTenants>,
  today = isoDay(new Date()),
  memory?: Memory,
): LoadedSettings {
  const findings = new Findings();
  const notes = memory && new Notes(memory, tenants.problems);

  const bases = tenants.files.flatMap((file): TenantDraft[] => {
    if (file instanceof RecalledFile) return [RecalledDraft.without(file)];
    return file.tree ? [baseDraft(file, file.tree)] : [];
  });
  const drafts = environments.files.flatMap((file): EnvironmentDrafts[] => {
    if (!file.tree) return [];
    const environment = environmentDraft(file, file.tree);
    const there = (base: TenantDraft) => {
      if (base instanceof RecalledDraft) return RecalledDraft.in(base.file, environment);
      const report: Report = (id, origin, message) => {
        notes?.refuse(base.file);
        findings.add(id, origin, message, environment.name);
      };
      return draftIn(environment, base, report);
    };
    return [{ environment, tenants: bases.flatMap((base) => there(base) ?? []) }];
  });
  const alone: Alone = (draft, check) => {
    if (draft instanceof RecalledDraft) draft.report(findings);
    else check(notes ? notes.findings(draft, findings) : findings);
  };
  checkAll({ environments: environments.files.map((file) => file.stem), bases, drafts, today, alone }, findings);

  const problems = suppressSettings([...environments.problems, ...tenants.problems], findings, { bases, drafts });
  if (problems.some(({ severity }) => severity === 'error'))
    throw new EgressError(problems.map(formatProblem).join('\n'), 1, problems);

  const at: LoadedSettings['at'] = (tenant, path, environment) => {
    const those = drafts.find((one) => one.environment.name === environment)?.tenants ?? bases;
    return those.find(({ name }) => name === tenant)?.at(path);
  };
  const allowedAt: LoadedSettings['allowedAt'] = (tenant, index, environment) => {
    const { tenants: those = [] } = drafts.find((one) => one.environment.name === environment) ?? {};
    const draft = those.find(({ name }) => name === tenant);
    const entry = draft && allowEntries(draft)?.[index];
    return entry && draft.at(['egress', 'allow', entry.index]);
  };
  const model = modelOf(bases, drafts);
  notes?.keep(bases, drafts, model);
  const somewhere = new Set(model.base.map(({ name }) => name));
  const leftOut = bases.map(({ name }) => name).filter((name) => !somewhere.has(name));
  return { model, leftOut, warnings: problems, at, allowedAt };
}

function modelOf(bases: readonly TenantDraft[], drafts: readonly EnvironmentDrafts[]): Model {
  const environments = drafts.map(({ environment, tenants }): EnvironmentModel => {
    const settings = environment.resolve();
    const extra = (settings.extra ?? []).map((path, index): ExtraFile => {
      const { file, path: at } = environment.at(['extra', index]);
      return { path, at: { file: file.file, ...file.locate(at) } };
    });
    const ours = resolveEnvironment(settings, environment.file.source, extra, suppressionsIn(environment));
    return {
      environment: ours,
      tenants: byName(tenants.map((tenant) => resolve(tenant, { ...ours, allowLists: settings.allowLists }))),
    };
  });
  const somewhere = new Set(environments.flatMap(({ tenants }) => tenants.map(({ name }) => name)));
  return {
    environments: environments.sort((a, b) => compare(a.environment.name, b.environment.name)),
    base: byName(bases.filter(({ name }) => somewhere.has(name)).map((tenant) => resolve(tenant))),
  };
}

function resolve(draft: TenantDraft, environment?: Environment & Pick<ResolvedEnvironment, 'allowLists'>): Tenant {
  if (draft instanceof RecalledDraft) return draft.model;
  const tenant = resolveTenant(draft.resolve(), draft.file.source, environment, suppressionsIn(draft));
  const secretFiles = environment ? carriedIn(draft.file.secrets, environment.name) : [];
  if (secretFiles.length === 0) return tenant;
  return { ...tenant, secretFiles: secretFiles.map(({ name, text, source }) => ({ name, text, source })) };
}

function byName(tenants: Tenant[]): Tenant[] {
  return tenants.sort((a, b) => compare(a.name, b.name));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
