import { ISOLATION_LABEL, TENANT_LABEL } from '../../rules';
import { enumerate } from '../../settings/text';
import type { World } from '../world';
import { phrasesOf } from './phrases';
import { namesOf, sentencesOf } from './sentences';
import { touchedTenants } from './touched';
import type { ReachSentence } from './types';

export type { ReachSentence } from './types';

/** One environment before and after a change. */
interface Sides {
  readonly before: World;
  readonly after: World;
}

/**
 * What a change opens and closes, in sentences, decided by the engines on both sides. Tenants and environments for which the
 * same changes share a sentence.
 *
 * @param isAsked whether a tenant is of interest; default: all are
 */
export function changeSentences(
  sides: readonly Sides[],
  isAsked: (tenant: string) => boolean = () => true,
): readonly ReachSentence[] {
  const phrases = sides.flatMap(({ before, after }) =>
    touchedTenants(before, after)
      .filter(isAsked)
      .flatMap((tenant) => phrasesOf(before, after, tenant)),
  );
  return [...sentencesOf(phrases), ...removals(sides, isAsked)];
}

/** How two environments differ, in sentences. Proxies are in both under addresses of their own, so those are left out. */
export function differenceSentences(
  { before, after }: Sides,
  isAsked: (tenant: string) => boolean = () => true,
): readonly ReachSentence[] {
  const names = [before, after].map(({ context }) => context.environment.name) as [string, string];
  const both = [...new Set([...tenantsOf(before), ...tenantsOf(after)])].filter(isAsked).sort();
  const shared = both.filter((name) => [before, after].every((world) => tenantsOf(world).includes(name)));
  const phrases = shared
    .flatMap((tenant) => phrasesOf(before, after, tenant))
    .filter(({ what }) => !/^(its|a) proxy /.test(what));
  const lone = ([names[0], names[1]] as const).flatMap((name, index): ReachSentence[] => {
    const own = both.filter(
      (tenant) => !shared.includes(tenant) && tenantsOf(index === 0 ? before : after).includes(tenant),
    );
    if (own.length === 0) return [];
    const other = names[1 - index];
    return [
      {
        kind: 'differs',
        text: `${namesOf(own)} in ${name} only, and not in ${other}`,
        tenants: own,
        environments: names,
      },
    ];
  });
  return [...lone, ...sentencesOf(phrases, names)];
}

function tenantsOf({ context }: World): readonly string[] {
  return context.promised.map(({ name }) => name);
}

/** Removed namespaces of tenants, and with them what their pods reached. */
function removals(sides: readonly Sides[], isAsked: (tenant: string) => boolean): readonly ReachSentence[] {
  const found = new Map<string, { readonly tenant: string; readonly environments: string[] }>();
  for (const { before, after } of sides) {
    for (const [namespace, labels] of before.namespaces) {
      const tenant = labels[TENANT_LABEL];
      if (tenant === undefined || labels[ISOLATION_LABEL] === undefined || after.namespaces.has(namespace)) continue;
      if (!isAsked(tenant)) continue;
      const { environments } = found.get(namespace) ?? { environments: [] };
      found.set(namespace, { tenant, environments: [...environments, after.context.environment.name] });
    }
  }
  return [...found].map(([namespace, { tenant, environments }]) => ({
    kind: 'closed',
    text: `${tenant} is removed: what its namespace ${namespace} could reach is closed in ${enumerate(environments)}`,
    tenants: [tenant],
    environments,
  }));
}
