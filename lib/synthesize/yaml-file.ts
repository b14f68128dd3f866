import type { OutputFile } from '../output';
import type { Owner } from '../vocabulary';
import { asRead, toYaml } from './yaml';

type Keys = Parameters<typeof toYaml>[1];

/** A YAML file that knows what it contains, for those who judge what was rendered. A copy by a spread knows nothing of it. */
export class YamlFile implements OutputFile {
  readonly content: string;
  readonly #value: object;
  readonly #keys: Keys;
  #read?: readonly object[];

  constructor(
    readonly path: string,
    value: object,
    readonly source: string,
    readonly owner: Owner,
    keys?: Keys,
  ) {
    this.content = toYaml(value, keys);
    this.#value = value;
    this.#keys = keys;
  }

  documents(): readonly object[] {
    this.#read ??= [asRead(this.#value, this.#keys)];
    return this.#read;
  }
}
