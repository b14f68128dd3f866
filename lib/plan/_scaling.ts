import type { Changed } from './_match';
import { valueAt } from './_objects';

/** What it does to the number of pods that Flux no longer sets it, one sentence each. */
export function scalingSteps({ before, after }: Changed): string[] {
  const [old, now] = [valueAt(before, 'spec', 'replicas'), valueAt(after, 'spec', 'replicas')];
  if (typeof old !== 'number' || old < 2 || (now !== undefined && now !== null)) return [];
  return [`replicas is no longer set: one pod instead of ${old}, until an autoscaler has looked`];
}
