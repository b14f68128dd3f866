import { EgressError } from '../../errors';
import type { Environment, Tenant } from '../../model/types';
import { type Extra, extras, type Grant, labelClasses, missing, parseCidr, policiesFor } from '../../network-policy';
import type { Context, TenantNamespace } from '../_rendered';
import { found, some } from '../_support';
import type { Found } from '../rule';
import { policiesOf, wellKnownRanges } from './_grants';

type GrantsOf = (tenant: Tenant, environment: Environment) => readonly Grant[];
type Direction = 'egress' | 'ingress';

/** What policies let through beyond what was promised: those of tenants' namespaces, if no others are named. */
export function tooWide(
  context: Context,
  direction: Direction,
  grantsOf: GrantsOf,
  among: readonly TenantNamespace[] = context.namespaces,
): Found[] {
  return among.flatMap((each) => {
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

/** What was promised, and policies do not let through: those of tenants' namespaces, if no others are named. */
export function tooNarrow(
  context: Context,
  direction: Direction,
  grantsOf: GrantsOf,
  among: readonly TenantNamespace[] = context.namespaces,
): Found[] {
  return among.flatMap((each) => {
    const { policies, namespaces } = policiesOf(each, context);
    const judge = () => missing(policies, direction, grantsOf(each.tenant, context.environment), namespaces);
    return attempt(judge).map((lack) => {
      if ('failure' in lack) return found(each.namespace, [], lack.failure);
      const what = direction === 'egress' ? 'pods do not reach' : 'pods are not reached by';
      return found(each.namespace, [], `${what} ${lack.text}`);
    });
  });
}

/** What no policy denies to all pods of a namespace, and policies that cannot be read. */
export function undenied(each: TenantNamespace, context: Context): Found[] {
  const { policies, unreadable, namespaces } = policiesOf(each, context);
  const lacking = (['egress', 'ingress'] as const).filter((direction) => {
    const denying = policies.filter((policy) => policy[direction]?.length === 0);
    const pods = labelClasses(policies.map((policy) => policy.pods));
    return pods.some((labels) => policiesFor(denying, direction, { namespace: namespaces.own, labels }).length === 0);
  });
  return [
    ...(lacking.length === 0 ? [] : [found(each.namespace, [], `nothing denies ${lacking.join(' and ')} to all pods`)]),
    ...unreadable.map(([object, why]) => found(object, ['spec'], why)),
  ];
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
  const within = wellKnownRanges(environment, tenant, promised).filter(([cidr]) => {
    const mark = parseCidr(cidr);
    return mark && ranges.some(({ first, last }) => first <= mark.last && mark.first <= last);
  });
  const names = [...new Set(within.map(([, what]) => what))];
  return names.length === 0 ? '' : `: ${some(names)}`;
}
