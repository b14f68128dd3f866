import { isDocumentation } from '../../settings/address-kinds';
import type { Origin } from '../../settings/place';
import { enumerate } from '../../settings/text';
import type { TenantDraft } from '../draft';
import type { Findings } from '../findings';

interface Use {
  readonly origin: Origin;
  readonly owner: string;
  readonly environments: Set<string>;
}

/** One public address in two environments: a Flexible IP is on one VM. Reports the later of two places. */
export function checkPublicAddresses(
  drafts: readonly { readonly tenants: readonly TenantDraft[] }[],
  findings: Findings,
): void {
  for (const [address, uses] of usesOf(drafts.flatMap(({ tenants }) => tenants))) {
    const sorted = [...uses].sort(byPlace);
    for (const [index, { origin, owner, environments }] of sorted.entries()) {
      const names = [...environments].sort();
      const earlier = sorted.slice(0, index);
      const [first] = earlier;
      if (names.length > 1) {
        findings.add(
          'public-address-reused',
          origin,
          `${address} is the public address of ${owner} in ${enumerate(names)}; a Flexible IP is attached to one VM: set each environment’s own under environments.<environment>`,
          undefined,
        );
        // Two tenants of one environment are reported by the check of clashes.
      } else if (first && !earlier.some((use) => use.environments.has(names[0] ?? ''))) {
        const { file } = first.origin;
        findings.add(
          'public-address-reused',
          origin,
          `${address} is already the public address of ${first.owner} (${file.file}) in ${enumerate([...first.environments].sort())}; a Flexible IP is attached to one VM: use another one in ${names[0]}`,
          undefined,
        );
      }
    }
  }
}

function usesOf(tenants: readonly TenantDraft[]): Map<string, Iterable<Use>> {
  const found = new Map<string, Map<string, Use>>();
  for (const { name, data, environment, at } of tenants) {
    for (const [index, proxy] of (data.egress?.proxies ?? []).entries()) {
      const { publicAddress } = proxy;
      if (publicAddress === undefined || environment === undefined || isDocumentation(publicAddress)) continue;
      const origin = at(['egress', 'proxies', index, 'publicAddress']);
      const key = JSON.stringify([origin.file.file, origin.path]);
      const uses = found.get(publicAddress) ?? new Map<string, Use>();
      const use = uses.get(key) ?? { origin, owner: `${proxy.name} of ${name}`, environments: new Set() };
      use.environments.add(environment.name);
      found.set(publicAddress, uses.set(key, use));
    }
  }
  return new Map([...found].map(([address, uses]) => [address, [...uses.values()]]));
}

function byPlace(a: Use, b: Use): number {
  const [one, other] = [a.origin.file, b.origin.file];
  if (one.file !== other.file) return one.file < other.file ? -1 : 1;
  const [first, second] = [one.locate(a.origin.path), other.locate(b.origin.path)];
  return first.line - second.line || first.column - second.column;
}
