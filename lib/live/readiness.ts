import { list as asList, map as asMap } from '../data';
import type { LiveObject } from './live-object';
import type { Result } from './types';

/** What a Flux object reports as wrong with itself; empty: it is ready. */
export function readinessFaults({ metadata, spec, status }: LiveObject): Pick<Result, 'message' | 'found'>[] {
  if (asMap(spec).suspend === true) return [{ message: 'is suspended', found: { id: 'live-flux-suspended' } }];
  const { conditions, observedGeneration } = asMap(status);
  const ready = asList(conditions)
    .map(asMap)
    .find(({ type }) => type === 'Ready');
  // Of an ArtifactGenerator the condition alone has it.
  const seen = observedGeneration ?? ready?.observedGeneration;
  if (ready?.status === 'True' && seen === metadata.generation) return [];
  const reason = ready
    ? ready.status === 'True'
      ? 'its controller has not seen the last change'
      : `${ready.reason}: ${String(ready.message).split('\n')[0]}`
    : 'has no status: its controller has not seen it';
  return [{ message: `is not ready: ${reason}`, found: { id: 'live-flux-not-ready' } }];
}
