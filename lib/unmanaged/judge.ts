import { join, relative, resolve } from 'node:path';
import type { Environment, Model } from '../model/types';
import { printable } from '../settings/text';
import { BASE, CLUSTERS, KUSTOMIZATION, OVERLAYS } from '../vocabulary';
import type { UnmanagedFile } from './files';
import { judgeKustomization } from './flux-system/kustomization';
import { hidingPatterns } from './ignore';
import { judgeManifest } from './manifests';
import { type Placed, placeOf } from './place';
import { missingSourceWatcher } from './source-watcher';
import type { Judgement, UnmanagedObject, UnmanagedProblem } from './types';

interface Scene {
  readonly outDir: string;
  /** All unmanaged files. */
  readonly files: readonly UnmanagedFile[];
  /** Paths of all files that synth writes. */
  readonly written: readonly string[];
  readonly model: Model;
}

/**
 * Everything below the output folder that Flux or Terraform would take although synth did not write it: what is wrong
 * with it, and the objects that Flux would apply.
 */
export function judgeUnmanaged({ outDir, files, written, model }: Scene): Judgement {
  const environments = new Map(model.environments.map(({ environment }) => [environment.name, environment]));
  const names = [...environments.keys()];
  const problems: UnmanagedProblem[] = [];
  const objects: UnmanagedObject[] = [];
  const placed = collapsed(files).map((file) => ({ file, at: placeOf(file.path, names) }));
  const patches = new Set<string>();
  const refused = new Set<string>();
  const listedIn = (environment: Environment | undefined, path: string) =>
    environment?.extra?.some((each) => each.path === path) ?? false;

  for (const { file, at } of placed) {
    if (at.inFluxSystem !== KUSTOMIZATION || file.text === undefined || at.environment === undefined) continue;
    const folder = file.path.slice(0, -KUSTOMIZATION.length);
    const judged = judgeKustomization(file.text, (name) => files.find(({ path }) => path === folder + name)?.text);
    for (const name of judged.patchFiles) patches.add(folder + name);
    for (const { file: name, ...fault } of judged.faults) {
      const about = { path: '', severity: 'error', environment: at.environment, id: 'unmanaged-file' } as const;
      refused.add(folder + name);
      problems.push({ ...about, ...fault, file: shown(outDir, folder + name) });
    }
  }
  for (const { file, at } of placed) {
    const environment = environments.get(at.environment ?? '');
    const listed = listedIn(environment, file.path);
    const remark = remarkOn(file, at, { listed, source: environment?.source, isPatch: patches.has(file.path) });
    if (remark?.severity === 'error') refused.add(file.path);
    if (remark) {
      problems.push({
        file: shown(outDir, file.path),
        line: 1,
        column: 1,
        path: '',
        id: 'unmanaged-file',
        ...(environment ? { environment: environment.name } : {}),
        ...remark,
      });
    }
    if (!environment || at.use !== 'manifest' || file.text === undefined || patches.has(file.path)) continue;
    const judged = judgeManifest({
      file,
      shown: shown(outDir, file.path),
      environment,
      listed,
      inFluxSystem: at.inFluxSystem !== undefined,
    });
    if (judged.problems.length > 0) refused.add(file.path);
    problems.push(...judged.problems);
    objects.push(...judged.objects);
  }
  problems.push(
    ...missing(model, new Set(files.map(({ path }) => path)), new Set(written)),
    ...hidden(outDir, written),
    ...missingSourceWatcher(model, files, objects, (path) => shown(outDir, path)),
  );
  const printed = problems.map((each) => ({
    ...each,
    message: printable(each.message),
    path: printable(each.path),
  }));
  return { problems: printed, objects, refused };
}

/** Of a folder `.terraform`, which can be large, the folder alone. */
function collapsed(files: readonly UnmanagedFile[]): readonly UnmanagedFile[] {
  const folder = (path: string) => path.replace(/(\/\.terraform)\/.*$/s, '$1');
  return [...new Map(files.map((file) => [folder(file.path), { ...file, path: folder(file.path) }])).values()];
}

interface Circumstances {
  readonly listed: boolean;
  readonly source?: string;
  readonly isPatch: boolean;
}

/** Findings about a file as a whole. */
function remarkOn(
  { path, is, inTheWay }: UnmanagedFile,
  { use, environment, inFluxSystem }: Placed,
  { listed, source, isPatch }: Circumstances,
): Pick<UnmanagedProblem, 'severity' | 'message'> | undefined {
  const error = (message: string) => ({ severity: 'error', message }) as const;
  const warning = (message: string) => ({ severity: 'warning', message }) as const;
  // The comparison of what is written names what is in its way, and what to do.
  if (inTheWay) return undefined;
  const was = is === 'edited' ? 'was edited after synth wrote it' : 'was not written by synth';
  const wayOut = `remove it, or list it under extra in ${source}`;
  if (environment !== undefined && is === 'link')
    return error('is a link, which is not followed here; replace it by a file, or remove it');
  if (is === 'unreadable' && use !== 'none') return error('cannot be read as UTF-8 text; remove it');
  switch (use) {
    case 'kustomize':
      if (inFluxSystem === KUSTOMIZATION) return undefined;
      return error(`${was}, and as a Kustomize file it changes what is applied from its folder; remove it`);
    case 'ignore':
      return error('can hide guardrails from Flux; remove it');
    case 'attributes':
      return error(
        'can hide changes of this folder from reviewers; move its lines to the .gitattributes of the repository',
      );
    case 'manifest':
      if (listed || isPatch || inFluxSystem !== undefined) return undefined;
      return error(`${was}, and Flux applies it; ${wayOut}`);
    case 'lock':
      return undefined;
    case 'terraform':
      if (/\.tfstate(\.|$)/.test(path))
        return error('is Terraform state, which can hold secrets; keep state in a backend');
      if (path.endsWith('/.terraform'))
        return error('is what terraform init leaves here; remove it, and run Terraform elsewhere');
      return listed ? undefined : error(`${was}, and Terraform may take it from here; ${wayOut}`);
    case 'none':
      return warning(
        inFluxSystem !== undefined && environment === undefined
          ? `${was}, and no environment has this name; a cluster that was bootstrapped here applies the folder`
          : `${was}, and nothing applies it`,
      );
  }
}

/** What `extra` lists and is not there, or is not unmanaged. */
function missing(model: Model, there: ReadonlySet<string>, written: ReadonlySet<string>): UnmanagedProblem[] {
  return model.environments.flatMap(({ environment: { name, extra = [] } }) =>
    extra.flatMap(({ path, at }): UnmanagedProblem[] => {
      if (there.has(path) && !written.has(path)) return [];
      const message = written.has(path)
        ? `${path} is written by synth; remove it from the list`
        : `${path} does not exist; remove it from the list`;
      return [{ ...at, path: 'extra', message, severity: 'warning', environment: name, id: 'extra-missing' }];
    }),
  );
}

function hidden(outDir: string, written: readonly string[]): UnmanagedProblem[] {
  const needed = written.filter((path) => [CLUSTERS, BASE, OVERLAYS].some((root) => path.startsWith(`${root}/`)));
  return hidingPatterns(outDir, needed).map(({ file, line, pattern, hidden: path }) => ({
    file,
    line,
    column: 1,
    path: '',
    message: `${JSON.stringify(pattern)} hides ${path} from Flux; remove this line`,
    severity: 'error',
    id: 'hidden-from-flux',
  }));
}

/** A path below the output folder as the user would type it. */
function shown(outDir: string, path: string): string {
  return printable(relative(process.cwd(), resolve(outDir)) === '' ? path : join(outDir, path));
}
