import { type Data, isMap, map } from '../data';
import { EgressError } from '../errors';
import { ROWS } from '../kinds';
import type { Datapath } from './datapath';
import { type DenyPolicy, readDenyPolicy } from './global-policy';
import { readPolicy } from './read-policy';
import type { Policy } from './types';

/** An object that may change what passes, in a way that is not understood. */
interface Unknown {
  /** `CiliumNetworkPolicy own/web`. */
  readonly object: string;
  /** The namespace whose pods it can select. Undefined: those of any, and nodes. */
  readonly namespace?: string;
  readonly why: string;
}

export interface PolicySet {
  readonly policies: readonly Policy[];
  readonly denyPolicies: readonly DenyPolicy[];
  readonly unknown: readonly Unknown[];
}

const CALICO = ['crd.projectcalico.org', 'projectcalico.org'];
const CILIUM = ['cilium.io'];
/** Kubernetes' own group of policies beyond NetworkPolicy, for example AdminNetworkPolicy. Any datapath may read it. */
const ADMIN = 'policy.networking.k8s.io';

const READ = new WeakMap<readonly object[], Map<Datapath, PolicySet>>();

/** As `readObjects`, once for a list that is asked about many times. */
export function readOnce(objects: readonly object[], datapath: Datapath): PolicySet {
  const known = READ.get(objects) ?? new Map<Datapath, PolicySet>();
  READ.set(objects, known);
  const set = known.get(datapath) ?? readObjects(objects, datapath);
  known.set(datapath, set);
  return set;
}

/**
 * Sorts objects of any kind by what they mean to a datapath. Kinds of Kubernetes itself, kinds that the synthesizer knows
 * and kinds of the other datapath change nothing. Any other kind may change anything.
 *
 * @throws EgressError (1) for a NetworkPolicy that the API server would refuse
 */
function readObjects(objects: readonly object[], datapath: Datapath): PolicySet {
  const policies: Policy[] = [];
  const denyPolicies: DenyPolicy[] = [];
  const unknown: Unknown[] = [];
  for (const object of objects.flatMap(items)) {
    const { group, kind } = typeOf(object);
    if (isNetworkPolicy(object)) policies.push(policyOnce(object, datapath));
    else if (!isHarmless(object, group, datapath)) {
      const deny = CALICO.includes(group) && kind === 'GlobalNetworkPolicy' ? readDenyPolicy(object) : undefined;
      if (deny) denyPolicies.push(deny);
      else unknown.push(asUnknown(object, group));
    }
  }
  return { policies, denyPolicies, unknown };
}

const POLICIES = new WeakMap<object, Map<Datapath, Policy>>();

function policyOnce(object: Data, datapath: Datapath): Policy {
  const known = POLICIES.get(object) ?? new Map<Datapath, Policy>();
  POLICIES.set(object, known);
  const policy = known.get(datapath) ?? readPolicy(object, datapath);
  known.set(datapath, policy);
  return policy;
}

/** The objects of a list, or the object itself. */
function items(object: object): readonly Data[] {
  if (!isMap(object))
    throw new EgressError('an object of the cluster is not a map (expected apiVersion, kind, metadata)', 1);
  const { apiVersion, kind, items: all } = object;
  if (!Array.isArray(all) || !String(kind).endsWith('List')) return [object];
  // The API server leaves out the kind of each object in a list of one kind.
  const type = kind === 'List' ? {} : { apiVersion, kind: String(kind).replace(/List$/, '') };
  return all.flatMap((each) => items({ ...type, ...each }));
}

function typeOf({ apiVersion, kind }: Data): { readonly group: string; readonly kind: string } {
  if (typeof apiVersion !== 'string' || typeof kind !== 'string')
    throw new EgressError(
      'an object has no apiVersion or no kind (expected, for example, networking.k8s.io/v1 NetworkPolicy)',
      1,
    );
  return { group: apiVersion.includes('/') ? apiVersion.replace(/\/.*/, '') : '', kind };
}

function isNetworkPolicy(object: Data): boolean {
  const { group, kind } = typeOf(object);
  if (kind !== 'NetworkPolicy' || (group !== 'networking.k8s.io' && group.includes('.'))) return false;
  if (object.apiVersion === 'networking.k8s.io/v1') return true;
  throw new EgressError(
    `${nameOf(object)} has the apiVersion ${object.apiVersion}, which no API server serves (expected networking.k8s.io/v1)`,
    1,
  );
}

function isHarmless({ apiVersion, kind }: Data, group: string, datapath: Datapath): boolean {
  if (group === ADMIN) return false;
  if (CALICO.includes(group)) return datapath !== 'calico';
  if (CILIUM.includes(group)) return datapath !== 'cilium';
  return !group.includes('.') || group.endsWith('.k8s.io') || ROWS.has(`${apiVersion} ${kind}`);
}

function asUnknown(object: Data, group: string): Unknown {
  const { namespace } = map(object.metadata);
  const why =
    object.kind === 'GlobalNetworkPolicy' && CALICO.includes(group)
      ? `does more than deny egress of one namespace, before order 1000, by ranges, ports and protocols`
      : `is of a kind that is not understood, and may select the source or the destination`;
  return {
    object: nameOf(object),
    ...(typeof namespace === 'string' ? { namespace } : {}),
    why,
  };
}

function nameOf({ kind, metadata }: Data): string {
  const { namespace, name } = map(metadata);
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
