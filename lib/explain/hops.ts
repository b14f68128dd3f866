import type { Tenant } from '../model/types';
import type { Decision, Endpoint, Protocol } from '../network-policy';
import { isKind, type Rendered } from '../rules';
import { type Candidate, decidePolicies } from './policies';
import type { Hop } from './types';
import { perWorld, renderedAt, settingsOf, type World } from './world';

interface PolicyQuestion {
  readonly tenant: Tenant;
  /** Whom it leads to, for the text: `the proxy squid-a`. */
  readonly what: string;
  readonly from: readonly Endpoint[];
  readonly to: readonly Candidate[];
  readonly protocol: Protocol;
  /** What to change where it is denied. */
  readonly change: string;
}

/** What network policies do with a connection, with the line of the policy that decides. */
export function policyHop(world: World, { tenant, what, from, to, protocol, change }: PolicyQuestion): Hop {
  const port = [...new Set(to.map((each) => each.port))].join(' or ');
  const base = { hop: 'network policy' as const };
  if (to.length === 0) return { ...base, verdict: 'undecided', text: `where ${what} is, is not known` };
  const { verdict, decision, differs } = decidePolicies(world, from, to, protocol);
  const deciding = decidingOf(decision, world);
  const place = deciding.on
    ? {
        rendered: renderedAt(world, deciding.on, deciding.path),
        ...settingsOf(world, tenant, deciding.on, deciding.path),
      }
    : {};
  const asked = `${what} at ${protocol} ${port}`;
  if (verdict === 'undecided') {
    const why = differs ?? decision.because.map(({ text }) => text).join('; ');
    return { ...base, verdict, text: `${asked}: ${why}`, ...place };
  }
  const reason = deciding.text;
  if (verdict === 'allowed') return { ...base, verdict, text: `${asked}: ${reason}`, ...place };
  return { ...base, verdict, text: `${asked}: ${reason}`, ...place, change };
}

interface Deciding {
  readonly on?: Rendered;
  readonly path: readonly (string | number)[];
  readonly text: string;
}

/** The reason that a reader should see: a rule that lets through, or the policy that denies by default. */
function decidingOf({ because, answer }: Decision, world: World): Deciding {
  const find = (object: string | undefined) => policiesByName(world).get(object ?? '');
  const denying = because.filter(({ object }) => object !== undefined);
  // A policy without rules is the one that denies everything.
  const byDefault =
    answer === 'denied'
      ? denying.find(({ object, direction }) => direction !== undefined && isDefault(find(object), direction))
      : undefined;
  const reason = byDefault ?? denying[0] ?? because[0];
  if (!reason) return { path: [], text: 'no network policy is about it' };
  const on = find(reason.object);
  const path =
    reason.direction === undefined
      ? ['spec']
      : ['spec', ...(reason.rule === undefined ? [] : [reason.direction, reason.rule])];
  const others =
    answer === 'denied' && denying.length > 1
      ? `, nor does any rule of ${denying.length - 1} other ${denying.length === 2 ? 'policy' : 'policies'}`
      : '';
  const text =
    answer === 'denied' && byDefault
      ? `${reason.object} lets nothing ${reason.direction === 'egress' ? 'out' : 'in'}${others}`
      : `${reason.text}${reason.rule === undefined ? others : ''}`;
  return { ...(on ? { on } : {}), path, text };
}

function isDefault(on: Rendered | undefined, direction: 'egress' | 'ingress'): boolean {
  const rules = (on?.object.spec as Readonly<Record<string, unknown>> | undefined)?.[direction];
  return (
    on !== undefined &&
    isKind(on, 'NetworkPolicy', 'networking.k8s.io') &&
    (rules === undefined || (Array.isArray(rules) && rules.length === 0))
  );
}

const policiesByName = perWorld(({ policies }) => {
  const found = new Map<string, Rendered>();
  for (const policy of policies) {
    const { kind, metadata } = policy.object;
    const name = metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;
    if (!found.has(`${kind} ${name}`)) found.set(`${kind} ${name}`, policy);
  }
  return found;
});
