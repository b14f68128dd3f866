import { isMap } from '../../data';
import type { Place } from '../../settings/place';
import { KUSTOMIZATION } from '../../vocabulary';
import { readDocuments } from '../documents';
import { namesThePlatformsAccount, patchFaults, targetFaults } from './patches';

/** Something wrong in a file of flux-system/. */
interface FileFault extends Place {
  /** Name of the file in flux-system/. */
  readonly file: string;
  readonly message: string;
}

interface Judged {
  readonly faults: readonly FileFault[];
  /** Files that it takes for patches, and that hold no objects. */
  readonly patchFiles: ReadonlySet<string>;
}

const KEYS = ['apiVersion', 'kind', 'resources', 'patches'];
/** The controllers of a shard, in a folder that synth writes. */
const SHARD = /^(\.\/)?shard\d+\/?$/;
/** A manifest in the same folder, which is judged separately. */
const SAME_FOLDER = /^(\.\/)?[^/]+\.ya?ml$/;

/**
 * Judges the kustomization.yaml of flux-system/: it lists files of its folder, and its patches change only what
 * docs/flux.md asks for.
 *
 * @param read the text of a file in its folder; undefined: there is no such file
 */
export function judgeKustomization(text: string, read: (name: string) => string | undefined): Judged {
  const { objects, faults } = readDocuments(text);
  const found: FileFault[] = faults.map((fault) => ({ file: KUSTOMIZATION, ...fault }));
  const patchFiles = new Set<string>();
  for (const { object, at } of objects) {
    const add = (path: readonly (string | number)[], message: string) =>
      found.push({ file: KUSTOMIZATION, ...at(path), message });
    for (const key of Object.keys(object)) {
      if (!KEYS.includes(key)) add([key], `${key} is not allowed here (expected only ${KEYS.join(', ')})`);
    }
    for (const [index, entry] of asList(object.resources).entries()) {
      if (typeof entry === 'string' && SAME_FOLDER.test(entry) && !/kustomization\.ya?ml$/.test(entry)) continue;
      if (typeof entry === 'string' && SHARD.test(entry)) continue;
      add(
        ['resources', index],
        `${JSON.stringify(entry)} is not allowed (expected gotk-components.yaml, gotk-sync.yaml, or a file in the same folder)`,
      );
    }
    for (const [index, patch] of asList(object.patches).entries()) {
      const here = ['patches', index];
      if (!isMap(patch)) {
        add(here, 'is not a patch (expected a map with target, and patch or path)');
        continue;
      }
      const { target, patch: inline, path, ...rest } = patch;
      if (path === undefined && namesThePlatformsAccount(target, inline)) continue;
      for (const key of Object.keys(rest)) add([...here, key], `${key} is not allowed in a patch`);
      if (target !== undefined) {
        for (const { path: inner, message } of targetFaults(target))
          add([...here, 'target', ...inner], `target${inner.map((step) => `.${step}`).join('')} ${message}`);
      }
      if (inline !== undefined && typeof inline !== 'string') add([...here, 'patch'], 'is not text');
      if (typeof inline === 'string') {
        // The places inside of a block of text are those of the text.
        for (const { message } of patchFaults(inline, target !== undefined)) add([...here, 'patch'], message);
      }
      if (path === undefined) continue;
      const file = String(path).replace(/^\.\//, '');
      const content = file.includes('/') ? undefined : read(file);
      patchFiles.add(file);
      if (content === undefined) add([...here, 'path'], `${JSON.stringify(path)} is not a file in this folder`);
      else found.push(...patchFaults(content, target !== undefined).map((fault) => ({ file, ...fault })));
    }
  }
  return { faults: found, patchFiles };
}

function asList(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
