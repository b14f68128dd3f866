import { EgressError } from '../../errors';
import type { Environment, Tenant } from '../../model/types';
import { type Extra, extras, type Grant, missing, parseCidr } from '../network-policy';
import type { Context, TenantNamespace } from '../rendered';
import type { Found } from '../rule';
import { landmarks, policiesOf } from './_grants';
import { found, some } from './_support';

type GrantsOf = (tenant: Tenant, environment: Environment) => readonly Grant[];

/** What the policies of each tenant's namespace let through beyond what was promised. */
export function tooWide(context: Context, direction: 'egress' | 'ingress', grantsOf: GrantsOf): Found[] {
  return context.namespaces.flatMap((each) => {
    const { policies, objects, namespaces } = policiesOf(each, context);
    const judge = () => extras(policies, direction, grantsOf(each.tenant, context.environment), namespaces);
    return attempt(judge).flatMap((extra): Found[] => {
      if ('failure' in extra) return [found(each.namespace, [], extra.failure)];
      const on = objects.get(extra.policy.name);
      const what = direction === 'egress' ? 'lets pods reach' : 'lets pods be reached by';
      const named = nameRanges(extra, context, each);
      return on ? [found(on, ['spec', direction, extra.rule], `${what} ${extra.text}${named}`)] : [];
    });
  });
}

/** What was promised, and the policies of a tenant's namespace do not let through. */
export function tooNarrow(context: Context, direction: 'egress' | 'ingress', grantsOf: GrantsOf): Found[] {
  return context.namespaces.flatMap((each) => {
    const { policies, namespaces } = policiesOf(each, context);
    const judge = () => missing(policies, direction, grantsOf(each.tenant, context.environment), namespaces);
    return attempt(judge).map((lack) => {
      if ('failure' in lack) return found(each.namespace, [], lack.failure);
      const what = direction === 'egress' ? 'pods do not reach' : 'pods are not reached by';
      return found(each.namespace, [], `${what} ${lack.text}`);
    });
  });
}

/** What cannot be judged is not fine. */
function attempt<T>(judge: () => readonly T[]): readonly (T | { readonly failure: string })[] {
  try {
    return judge();
  } catch (error) {
    if (!(error instanceof EgressError)) throw error;
    return [{ failure: `its policies cannot be judged: ${error.message}` }];
  }
}

function nameRanges({ ranges }: Extra, { environment, promised }: Context, { tenant }: TenantNamespace): string {
  const within = landmarks(environment, tenant, promised).filter(([cidr]) => {
    const mark = parseCidr(cidr);
    return mark && ranges.some(({ first, last }) => first <= mark.last && mark.first <= last);
  });
  const names = [...new Set(within.map(([, what]) => what))];
  return names.length === 0 ? '' : `: ${some(names)}`;
}
