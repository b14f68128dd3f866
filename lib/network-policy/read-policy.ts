import { EgressError } from '../errors';
import { type AddressRange, covers } from '../lint/addresses';
import { parseCidr, without } from './addresses';
import type { Datapath } from './datapath';
import {
  LAST_PORT,
  type Peer,
  type Policy,
  type PortRule,
  PROTOCOLS,
  type Requirement,
  type Rule,
  type Selector,
} from './types';

/** As IANA's names of services: at most 15 lower-case letters, digits and single hyphens, with at least one letter. */
const PORT_NAME = /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/;

type Data = Readonly<Record<string, unknown>>;

/**
 * A NetworkPolicy of networking.k8s.io/v1 as rendered, with the defaults of the API server applied. Cilium applies the rules
 * of a direction that `policyTypes` leaves out, too.
 *
 * @throws EgressError (1) for what the API server would refuse: it cannot be judged
 */
export function readPolicy(object: object, datapath: Datapath = 'calico'): Policy {
  const { metadata, spec } = object as { metadata?: Data; spec?: Data };
  const name = String(metadata?.name);
  const refuse = (what: string) => new EgressError(`NetworkPolicy ${metadata?.namespace}/${name}: ${what}`, 1);
  const reader = new Reader(refuse);
  const policy = reader.map(spec, 'spec');
  const rules = (key: 'egress' | 'ingress', peers: 'to' | 'from') =>
    reader.list(policy[key], key).map((rule, index) => reader.rule(reader.map(rule, `${key}[${index}]`), peers));
  const egress = rules('egress', 'to');
  const ingress = rules('ingress', 'from');
  const types = policy.policyTypes
    ? reader.list(policy.policyTypes, 'policyTypes')
    : ['Ingress', ...(egress.length > 0 ? ['Egress'] : [])];
  const unknown = types.find((type) => type !== 'Ingress' && type !== 'Egress');
  if (unknown !== undefined) throw refuse(`policyTypes: unknown type ${unknown}`);
  return {
    name,
    namespace: String(metadata?.namespace ?? 'default'),
    pods: reader.selector(policy.podSelector ?? {}),
    ...(types.includes('Egress') || isApplied(egress, datapath) ? { egress } : {}),
    ...(types.includes('Ingress') || isApplied(ingress, datapath) ? { ingress } : {}),
  };
}

function isApplied(rules: readonly Rule[], datapath: Datapath): boolean {
  return datapath === 'cilium' && rules.length > 0;
}

/** The direction whose rules `policyTypes` of a NetworkPolicy leaves out; undefined: all that has rules is listed. */
export function leftOutDirection(policy: object): 'egress' | 'ingress' | undefined {
  const { policyTypes, egress, ingress } = (policy as { readonly spec?: Data }).spec ?? {};
  if (!Array.isArray(policyTypes)) return undefined;
  const hasRules = (rules: unknown) => Array.isArray(rules) && rules.length > 0;
  if (hasRules(egress) && !policyTypes.includes('Egress')) return 'egress';
  return hasRules(ingress) && !policyTypes.includes('Ingress') ? 'ingress' : undefined;
}

/** @throws EgressError (1) for what the API server would refuse */
export function readSelector(value: unknown): Selector {
  return new Reader((what) => new EgressError(what, 1)).selector(value ?? {});
}

class Reader {
  constructor(private readonly refuse: (what: string) => EgressError) {}

  map(value: unknown, at: string): Data {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw this.refuse(`${at} is not a map`);
    return value as Data;
  }

  list(value: unknown, at: string): readonly unknown[] {
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) throw this.refuse(`${at} is not a list`);
    return value;
  }

  rule(rule: Data, key: 'to' | 'from'): Rule {
    const peers = this.list(rule[key], key);
    const ports = this.list(rule.ports, 'ports');
    return {
      // Absent and empty are the same: every peer, or every port.
      peers: peers.length === 0 ? 'anyone' : peers.map((peer) => this.peer(this.map(peer, key))),
      ports: ports.length === 0 ? 'any' : ports.map((port) => this.port(this.map(port, 'ports'))),
    };
  }

  private peer(peer: Data): Peer {
    const { ipBlock, namespaceSelector, podSelector } = peer;
    if (ipBlock) {
      if (namespaceSelector || podSelector) throw this.refuse('an ipBlock stands alone in its entry');
      const { cidr, except } = this.map(ipBlock, 'ipBlock');
      const range = this.range(cidr);
      const holes = this.list(except, 'except').map((text) => this.hole(text, String(cidr), range));
      return { kind: 'addresses', ranges: without(range, holes) };
    }
    if (!namespaceSelector && !podSelector) throw this.refuse('an entry of to or from selects nothing');
    return {
      kind: 'pods',
      namespaces: namespaceSelector ? this.selector(namespaceSelector) : 'own',
      pods: this.selector(podSelector ?? {}),
    };
  }

  private range(text: unknown) {
    const range = parseCidr(String(text));
    if (!range) throw this.refuse(`${text} is not a valid range`);
    return range;
  }

  private hole(text: unknown, cidr: string, around: AddressRange): AddressRange {
    const hole = this.range(text);
    const isSmaller = hole.last - hole.first < around.last - around.first;
    if (!isSmaller || !covers(around, hole)) throw this.refuse(`except ${text} is not a smaller range within ${cidr}`);
    return hole;
  }

  private port({ port, endPort, protocol = 'TCP' }: Data): PortRule {
    const known = PROTOCOLS.find((candidate) => candidate === protocol);
    if (!known) throw this.refuse(`unknown protocol ${protocol}`);
    if ((port === undefined || port === null) && endPort !== undefined)
      throw this.refuse(`endPort ${endPort} has no port (expected port and endPort, or neither)`);
    if (port === undefined || port === null) return { protocol: known, first: 1, last: LAST_PORT };
    if (typeof port === 'string') {
      if (endPort !== undefined) throw this.refuse(`port ${port} is a name and has no endPort`);
      if (!PORT_NAME.test(port)) throw this.refuse(`port "${port}" is not a valid name (expected, for example, http)`);
      return { protocol: known, name: port };
    }
    const last = endPort ?? port;
    if (!isPort(port) || !isPort(last) || last < port)
      throw this.refuse(`port ${port} to ${last} is not a valid range`);
    return { protocol: known, first: port, last };
  }

  selector(value: unknown): Selector {
    const { matchLabels, matchExpressions } = this.map(value, 'a selector');
    const labels = Object.entries(this.map(matchLabels ?? {}, 'matchLabels'));
    return [
      ...labels.map(([key, label]): Requirement => ({ key, operator: 'In', values: [String(label)] })),
      ...this.list(matchExpressions, 'matchExpressions').map((entry) =>
        this.requirement(this.map(entry, 'matchExpressions')),
      ),
    ];
  }

  private requirement({ key, operator, values }: Data): Requirement {
    const known = (['In', 'NotIn', 'Exists', 'DoesNotExist'] as const).find((candidate) => candidate === operator);
    const texts = this.list(values, 'values').map(String);
    if (!known || typeof key !== 'string') throw this.refuse(`${key} ${operator} is not a valid requirement`);
    if ((known === 'In' || known === 'NotIn') !== texts.length > 0)
      throw this.refuse(`${key} ${known} with ${texts.length} values`);
    return { key, operator: known, values: texts };
  }
}

function isPort(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= LAST_PORT;
}
