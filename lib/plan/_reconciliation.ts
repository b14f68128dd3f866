import { posix } from 'node:path';
import { groupOf, objectKey } from '../kustomize';
import { FLUX_SYSTEM, KUSTOMIZE } from '../vocabulary';
import { isKept, type Manifest, valueAt } from './_objects';
import { buildFolder } from './cluster';
import type { Side } from './types';

/** What follows from a change of the Flux Kustomizations themselves: each deletes what it applied and no longer finds. */
export class Reconciliations {
  constructor(
    private readonly before: Side,
    private readonly after: Side,
    /** Keys of all that the environment has afterwards. */
    private readonly wanted: { has(key: string): boolean },
  ) {}

  static is(object: Manifest): boolean {
    return groupOf(object) === KUSTOMIZE && object.kind === 'Kustomization';
  }

  /** Whether Flux deletes what is no longer built: as the Kustomizations say, or, where they go, as they said. */
  static prune(before: readonly Manifest[], after: readonly Manifest[]): boolean {
    // That of flux bootstrap prunes whatever the settings say.
    const isOurs = (object: Manifest) => Reconciliations.is(object) && object.metadata.name !== FLUX_SYSTEM;
    const [old, now] = [before.filter(isOurs), after.filter(isOurs)];
    return [old, now].every((all) => all.length === 0) || (now.length > 0 ? now : old).some(prunes);
  }

  /** @returns undefined: what it applied stays as it is */
  removalReason(object: Manifest): string | undefined {
    if (!prunes(object) || valueAt(object, 'spec', 'deletionPolicy') === 'Orphan') return undefined;
    const applied = buildFolder(this.before, pathOf(object))?.filter((one) => !isKept(one));
    if (applied?.length === 0) return undefined;
    const adopted = applied?.some((one) => this.wanted.has(objectKey(one)));
    const but = adopted ? ', but for what another Kustomization has applied by then' : '';
    return `Flux deletes ${applied ? count(applied) : 'all'} that it has applied${but}`;
  }

  /** @returns undefined: its folder is the same, or only what goes anyway is not in the new one */
  pathReason(before: Manifest, after: Manifest): string | undefined {
    if (!prunes(after) || pathOf(before) === pathOf(after)) return undefined;
    const [old, now] = [buildFolder(this.before, pathOf(before)), buildFolder(this.after, pathOf(after))];
    if (!old || !now) return `its path changes: Flux deletes all that is not below ${pathOf(after)}`;
    const still = new Set(now.map(objectKey));
    const lost = old.filter((one) => !isKept(one) && !still.has(objectKey(one)) && this.wanted.has(objectKey(one)));
    if (lost.length === 0) return undefined;
    return `its path changes: Flux deletes ${count(lost)} that other Kustomizations take over, and those create them again; set prune: false in a commit before to keep them`;
  }
}

function count(objects: readonly Manifest[]): string {
  return objects.length === 1 ? 'the 1 object' : `the ${objects.length} objects`;
}

function prunes(object: Manifest): boolean {
  return valueAt(object, 'spec', 'prune') === true;
}

function pathOf(object: Manifest): string {
  return posix.normalize(String(valueAt(object, 'spec', 'path') ?? '.')).replace(/^\/+|\/+$/g, '');
}
