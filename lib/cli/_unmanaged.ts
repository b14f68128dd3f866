import type { Model } from '../model/types';
import { type OutputFile, planWrite, SYNTH_ROOTS, type WritePlan } from '../output';
import type { Judgement, UnmanagedFile } from '../unmanaged';
import { INFRA, ownerOf } from '../vocabulary';

/** What lies below the output folder and synth did not write. */
export interface Unmanaged extends Judgement {
  readonly files: readonly UnmanagedFile[];
}

/** @param plan of all these files, if there is one already. Default: they are compared with the disk */
export function judgeOutput(
  outDir: string,
  files: readonly OutputFile[],
  model: Model,
  plan: WritePlan = planWrite(outDir, files, { roots: SYNTH_ROOTS }),
): Unmanaged {
  // Loaded here: not every command looks at the disk.
  const { judgeUnmanaged, unmanagedFiles } = require('../unmanaged') as typeof import('../unmanaged');
  const unmanaged = unmanagedFiles(plan);
  const written = files.map(({ path }) => path);
  return { files: unmanaged, ...judgeUnmanaged({ outDir, files: unmanaged, written, model }) };
}

/** The objects of unmanaged files as files for rules, without what `flux bootstrap` writes. */
export function asOutputFiles({ objects }: Unmanaged): OutputFile[] {
  const byPath = new Map<string, string[]>();
  for (const { path, bootstrapped, object } of objects) {
    if (!bootstrapped) byPath.set(path, [...(byPath.get(path) ?? []), JSON.stringify(object)]);
  }
  return [...byPath].map(([path, documents]) => ({
    path,
    content: `${documents.join('\n---\n')}\n`,
    source: path,
    owner: ownerOf(path),
  }));
}

/** The files as Flux would get them: files in the way stay, whatever the settings render. */
export function asOnDisk(files: readonly OutputFile[], unmanaged: Unmanaged): readonly OutputFile[] {
  const texts = new Map(unmanaged.files.filter(({ inTheWay }) => inTheWay).map(({ path, text }) => [path, text]));
  if (texts.size === 0) return files;
  return files.map((file) => {
    const text = /\.ya?ml$/.test(file.path) && !file.path.startsWith(`${INFRA}/`) ? texts.get(file.path) : undefined;
    return text === undefined ? file : { ...file, content: text };
  });
}
