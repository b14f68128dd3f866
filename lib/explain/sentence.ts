import type { Tenant } from '../model/types';
import { placeText } from './advice';
import type { Explanation, Hop, Way } from './types';

/** The answer in one sentence. */
export function sentenceOf(answer: Omit<Explanation, 'sentence'>, tenant: Tenant): string {
  const { workload, target, verdict, ways } = answer;
  const who = `pods of ${tenant.name}${workload === undefined ? '' : ` (${workload})`}`;
  const open = ways.find((way) => way.verdict === verdict);
  if (verdict === 'allowed' && open) return `allowed: ${who} reach ${target} ${by(open, tenant)}`;
  const reasons = ways.flatMap((way) => {
    const hop = way.hops.findLast((each) => each.verdict === way.verdict);
    return hop ? [`${way.by === 'proxy' ? 'by the proxy' : 'without the proxy'}: ${short(hop)}`] : [];
  });
  if (verdict === 'denied') return `denied: ${who} do not reach ${target} (${reasons.join('; ')})`;
  return `undecided: whether ${who} reach ${target} depends on what the settings do not tell (${reasons.join('; ')})`;
}

function by({ by: way, hops }: Way, { egress }: Tenant): string {
  const names = [...new Set(hops.flatMap(({ hop, at }) => (hop === 'Squid' && at !== undefined ? [at] : [])))];
  if (way === 'direct' && names.length === 0) return 'without the proxy';
  const proxies = egress.proxies.filter(({ name }) => names.includes(name));
  const addresses = proxies.flatMap(({ publicAddress }) => publicAddress ?? []);
  const leaves = addresses.length > 0 ? `, and leave as ${addresses.join(' or ')}` : '';
  return `by ${way === 'direct' ? 'the gateway and ' : ''}the proxy ${names.join(' or ')}${leaves}`;
}

function short({ hop, rendered, settings }: Hop): string {
  const place = rendered ?? settings;
  return `${hop}${place ? `, ${placeText(place)}` : ''}`;
}
