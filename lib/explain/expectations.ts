import type { Tenant } from '../model/types';
import { requireTarget } from '../settings/target';
import { explain } from './explain';
import type { Explanation, Verdict } from './types';
import type { World } from './world';

/** An entry of `expect`, and what is decided. */
export interface ExpectationResult {
  readonly tenant: string;
  readonly environment: string;
  /** Position in the list. */
  readonly index: number;
  /** `allow GET https://ifconfig.me/ip`, with the workload if one is named. */
  readonly text: string;
  readonly wanted: Extract<Verdict, 'allowed' | 'denied'>;
  readonly explanation: Explanation;
}

/** Decides the expectations of a tenant over what was rendered. */
export function expectationResults(world: World, tenant: Tenant): readonly ExpectationResult[] {
  return (tenant.expect ?? []).map(({ allow, deny, from }, index) => {
    const request = allow ?? deny ?? '';
    const explanation = explain(world, {
      tenant,
      target: requireTarget(request),
      ...(from === undefined || !isThere(world, tenant, from) ? {} : { workload: from }),
    });
    return {
      tenant: tenant.name,
      environment: world.context.environment.name,
      index,
      text: `${allow === undefined ? 'deny' : 'allow'} ${request}${from === undefined ? '' : ` from ${from}`}`,
      wanted: allow === undefined ? 'denied' : 'allowed',
      explanation,
    };
  });
}

/** Before a change, a workload may not have been there. */
function isThere({ context }: World, { name }: Tenant, workload: string): boolean {
  return context.pods.some(({ tenant, of }) => tenant.name === name && of.object.metadata.name === workload);
}
