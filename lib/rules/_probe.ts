import type { Environment } from '../model/types';
import { PROBE } from './_names';
import { type Context, isKind, type Rendered } from './_rendered';

/** Whether it is the probe that the environment asks for, which is the platform's own pod in a tenant's namespace. */
export function isProbe({ environment }: Pick<Context, 'environment'>, rendered: Rendered): boolean {
  return (
    environment.probe !== undefined &&
    isKind(rendered, 'Deployment', 'apps') &&
    rendered.object.metadata.name === PROBE.name
  );
}

/** A context in which pods of tenants are the tenants' own. */
export function withoutProbes(context: Context): Context {
  return { ...context, pods: context.pods.filter(({ of }) => !isProbe(context, of)) };
}

/** Number of Deployments in a tenant's namespace that are not the tenant's. */
export function probesIn({ probe }: Environment): number {
  return probe === undefined ? 0 : 1;
}
