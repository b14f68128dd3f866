import { readDocuments } from '../../kustomize';
import type { OutputFile } from '../../output';
import { type Data, map } from './data';

/** All files, each parsed once, when it is first asked for. */
export class Files {
  private readonly files: ReadonlyMap<string, OutputFile>;
  private readonly sorted: readonly string[];
  private readonly unmanaged: ReadonlySet<string>;

  /** @param unmanaged paths of those that synth did not write */
  constructor(files: readonly OutputFile[], unmanaged: readonly string[] = []) {
    this.unmanaged = new Set(unmanaged);
    this.files = new Map(files.map((file) => [file.path, file]));
    this.sorted = [...this.files.keys()].sort();
  }

  get(path: string): string | undefined {
    return this.files.get(path)?.content;
  }

  known(path: string): readonly object[] | undefined {
    return this.files.get(path)?.documents?.();
  }

  /** Whose the file is. */
  ownerOf(path: string): OutputFile['owner'] {
    return this.files.get(path)?.owner ?? {};
  }

  /** Whether synth did not write the file. */
  isUnmanaged(path: string): boolean {
    return this.unmanaged.has(path);
  }

  /** Paths of the files in a folder and below it, sorted. */
  below(folder: string): readonly string[] {
    const prefix = `${folder}/`;
    let [first, end] = [0, this.sorted.length];
    while (first < end) {
      const middle = Math.floor((first + end) / 2);
      if ((this.sorted[middle] ?? '') < prefix) first = middle + 1;
      else end = middle;
    }
    let last = first;
    while (this.sorted[last]?.startsWith(prefix)) last++;
    return this.sorted.slice(first, last);
  }

  /** The documents of a YAML file; empty: there is no such file, or it is not valid YAML. */
  documents(path: string): readonly Data[] {
    try {
      return (readDocuments(this, path) ?? []).map(map);
    } catch {
      return [];
    }
  }
}
