import { enumerate } from '../settings/text';
import { isKept, type Manifest, valueAt } from './_objects';

interface Removal {
  /** All objects that are no longer built. */
  readonly removed: readonly Manifest[];
  /** Whether Flux deletes what is no longer built. */
  readonly prune: boolean;
}

/** What is lost, or left behind, with an object that is no longer built. Undefined: nothing but the object itself. */
export function removalReason(object: Manifest, removal: Removal): string | undefined {
  const kept = keptBy(object, removal);
  switch (object.kind) {
    case 'Namespace':
      return namespaceReason(object, kept, removal);
    case 'PersistentVolumeClaim':
      return kept
        ? `Flux leaves it behind with its data (${kept}): it stays until it is deleted by hand`
        : 'Flux deletes it, its data with it';
    case 'StatefulSet':
      return kept ? undefined : claimsReason(object);
    default:
      return undefined;
  }
}

/** Why the object stays in the cluster; undefined: it goes. */
function keptBy(object: Manifest, { prune }: Removal): string | undefined {
  if (isKept(object)) return 'prune: disabled';
  return prune ? undefined : 'prune: false';
}

function namespaceReason(object: Manifest, kept: string | undefined, { removed, prune }: Removal): string {
  if (!kept) return 'Flux deletes it with everything in it, volume claims included';
  const { name } = object.metadata;
  const policies = removed.filter(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.namespace === name);
  const staying = prune ? policies.filter(isKept) : policies;
  const left = enumerate(staying.map(({ metadata }) => metadata.name)) || 'none';
  const policiesLeft = staying.length === policies.length ? '' : `, of its network policies with ${left},`;
  return `Flux leaves it behind (${kept}): it stays${policiesLeft} until it is deleted by hand`;
}

/** The claims that its controller made are in no build, so that Flux never touches them. */
function claimsReason(object: Manifest): string | undefined {
  const templates = valueAt(object, 'spec', 'volumeClaimTemplates');
  if (!Array.isArray(templates) || templates.length === 0) return undefined;
  return valueAt(object, 'spec', 'persistentVolumeClaimRetentionPolicy', 'whenDeleted') === 'Delete'
    ? 'its volume claims go with it, their data too'
    : 'its volume claims stay behind with their data until they are deleted by hand';
}
