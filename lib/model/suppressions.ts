import {
  isSuppressible,
  matchesFinding,
  PROBLEMS,
  type Problem,
  type ScopedSuppression,
  SUBJECTS,
  type Suppression,
  sortProblems,
  unusedSuppression,
} from '../lint';
import { formatPath } from '../settings/place';
import type { EnvironmentDraft, EnvironmentDrafts, TenantDraft } from './draft';
import type { Findings } from './findings';
import type { Model } from './types';

/** Ids of problems that only `check` finds, since they are about generated files. */
const OF_OUTPUT: ReadonlySet<string> = new Set(Object.keys(SUBJECTS['Generated and unmanaged files']));

/** Whether a suppression is for a warning that loading the settings can give. */
function isForSettings({ id }: Suppression): boolean {
  return PROBLEMS.some((problem) => problem.id === id && isSuppressible(problem)) && !OF_OUTPUT.has(id);
}

/** The complete entries under `suppress`, each with its place. */
export function suppressionsIn({ data, at }: TenantDraft | EnvironmentDraft): readonly Suppression[] {
  return (data.suppress ?? []).flatMap(({ id, object, reason }, index): Suppression[] => {
    if (id === undefined || reason === undefined) return [];
    const { file, path } = at(['suppress', index]);
    const place = { file: file.file, ...file.locate(path), path: formatPath(path) };
    return [{ id, ...(object === undefined ? {} : { object }), reason, at: place }];
  });
}

interface Drafts {
  readonly bases: readonly TenantDraft[];
  readonly drafts: readonly EnvironmentDrafts[];
}

/** All problems, sorted. Suppressed warnings have their reason; a suppression of a setting's warning that has no effect is one more. */
export function suppressSettings(read: readonly Problem[], findings: Findings, { bases, drafts }: Drafts): Problem[] {
  const used = new Set<string>();
  const byFile = (tenants: readonly TenantDraft[]) => new Map(tenants.map((draft) => [draft.file.file, draft]));
  const basesByFile = byFile(bases);
  const tenantsIn = new Map(drafts.map((one) => [one, byFile(one.tenants)]));
  const reasonFor = (problem: Problem, environment?: string): string | undefined => {
    if (problem.severity === 'error') return undefined;
    const found = candidates(problem.file, environment).filter((one) => matchesFinding(one, problem));
    for (const { at } of found) used.add(placeOf(at));
    return found[0]?.reason;
  };
  const candidates = (file: string, environment: string | undefined): readonly Suppression[] => {
    const there = drafts.find((one) => one.environment.name === environment);
    const tenant = ((there && tenantsIn.get(there)) ?? basesByFile).get(file);
    const own = drafts.find((one) => one.environment.file.file === file);
    // What is in no settings file, such as a stray file in the folder, any environment can accept.
    const environments = there ? [there] : own ? [own] : tenant ? [] : drafts;
    return [
      ...(tenant ? suppressionsIn(tenant) : []),
      ...environments.flatMap((one) => suppressionsIn(one.environment)),
    ];
  };
  const settle = (problem: Problem): Problem => {
    const suppressed = reasonFor(problem);
    return suppressed === undefined ? problem : { ...problem, suppressed };
  };
  const problems = [...read.map(settle), ...findings.problems(reasonFor)];
  const present = drafts.flatMap(({ environment, tenants }) => [environment, ...tenants]);
  // An entry that the overrides of all environments replace is not reported: it is in no list that applies.
  const files = new Set(present.map(({ file }) => file));
  const every = [...present, ...bases.filter(({ file }) => !files.has(file))];
  const unused = new Map(
    every
      .flatMap(suppressionsIn)
      .filter((one) => isForSettings(one) && !used.has(placeOf(one.at)))
      .map((one) => [placeOf(one.at), unusedSuppression(one)]),
  );
  return sortProblems([...problems, ...unused.values()]);
}

function placeOf({ file, line, column }: Suppression['at']): string {
  return `${file}:${line}:${column}`;
}

/** The suppressions of a model for what `check` finds, each with the findings that it may apply to. */
export function suppressionsOf(model: Model): ScopedSuppression[] {
  return model.environments.flatMap(({ environment, tenants }) => [
    ...(environment.suppress ?? []).map(
      (suppression): ScopedSuppression => ({
        suppression,
        covers: (finding) => finding.environment === undefined || finding.environment === environment.name,
      }),
    ),
    ...tenants.flatMap(({ name, suppress = [] }) =>
      suppress.map(
        (suppression): ScopedSuppression => ({
          suppression,
          covers: (finding) => finding.tenant === name && finding.environment === environment.name,
        }),
      ),
    ),
  ]);
}

/** Whether a suppression is for an unmanaged file, which `check` alone finds. */
export function isForOutput({ id }: Suppression): boolean {
  return OF_OUTPUT.has(id);
}
