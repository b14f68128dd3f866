import type { Construct } from 'constructs';
import { CONTEXT, FORCED, KEPT } from '../vocabulary';

/** Whether Flux applies what a construct renders; otherwise nothing of Flux is rendered. */
export function hasFlux(construct: Construct): boolean {
  return construct.node.tryGetContext(CONTEXT.flux) === true;
}

/** Annotations of an object that Flux keeps when it is no longer in the repository. */
export function keptByFlux(construct: Construct): Readonly<Record<string, string>> | undefined {
  return hasFlux(construct) ? KEPT : undefined;
}

/** Annotations of an object that Flux replaces where it cannot be changed. */
export function replacedByFlux(construct: Construct): Readonly<Record<string, string>> | undefined {
  return hasFlux(construct) ? FORCED : undefined;
}
