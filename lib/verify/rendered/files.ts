import { readDocuments } from '../../kustomize';
import type { OutputFile } from '../../output';
import { type Data, map } from './data';

/** All files, each parsed once, when it is first asked for. */
export class Files {
  private readonly texts: ReadonlyMap<string, string>;

  constructor(files: readonly OutputFile[]) {
    this.texts = new Map(files.map(({ path, content }) => [path, content]));
  }

  get(path: string): string | undefined {
    return this.texts.get(path);
  }

  /** Paths of the files in a folder and below it, sorted. */
  below(folder: string): readonly string[] {
    return [...this.texts.keys()].filter((path) => path.startsWith(`${folder}/`)).sort();
  }

  /** The documents of a YAML file; empty: there is none, or what it holds is no YAML. */
  documents(path: string): readonly Data[] {
    try {
      return (readDocuments(this, path) ?? []).map(map);
    } catch {
      return [];
    }
  }
}
