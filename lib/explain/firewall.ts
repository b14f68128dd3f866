import { type AddressRange, addressBits, holds } from '../lint/addresses';
import { parseCidr } from '../network-policy';
import type { Verdict } from './types';

/** The first packet of a connection, as a chain of the VM’s firewall sees it. */
export interface Packet {
  readonly hook: 'input' | 'output';
  readonly source?: string;
  readonly destination: string;
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  /** Name or number of the user whose process sends it. */
  readonly user?: string;
  /** Whether it stays on the machine. */
  readonly loopback: boolean;
}

interface FirewallDecision {
  readonly verdict: Verdict;
  /** Line of the text, from 1. */
  readonly line: number;
  readonly rule: string;
}

interface Line {
  readonly number: number;
  readonly text: string;
}

/** Decides a new connection by the text that `nft -f` loads: the first rule that matches, then the policy of the chain. */
export function decideFirewall(text: string, packet: Packet): FirewallDecision {
  const family = packet.destination.includes(':') ? 'ip6' : 'ip';
  const chain = readChain(text, family, packet.hook);
  const { source = '', destination, protocol, port, user = '', loopback } = packet;
  const key = `${source} ${destination} ${protocol} ${port} ${user} ${loopback}`;
  const decision = chain.decided.get(key) ?? decideChain(chain, family, packet);
  chain.decided.set(key, decision);
  return decision;
}

function decideChain({ rules, sets, policy }: Chain, family: string, packet: Packet): FirewallDecision {
  for (const { text: rule, number } of rules) {
    const outcome = matches(rule, packet, sets);
    if (outcome === 'no') continue;
    if (outcome === 'unknown') return { verdict: 'undecided', line: number, rule };
    return { verdict: outcome === 'accept' ? 'allowed' : 'denied', line: number, rule };
  }
  if (!policy)
    return { verdict: 'undecided', line: 1, rule: `no chain filters ${packet.hook} of the family ${family}` };
  const accepts = /policy accept;/.test(policy.text);
  return { verdict: accepts ? 'allowed' : 'denied', line: policy.number, rule: policy.text };
}

interface Chain {
  /** What was decided of packets: most questions are about the same few. */
  readonly decided: Map<string, FirewallDecision>;
  readonly rules: readonly Line[];
  readonly sets: ReadonlyMap<string, readonly AddressRange[]>;
  readonly policy?: Line;
}

/** Chains of the texts that were asked for last: many packets are judged by the same few. */
const READ = new Map<string, Map<string, Chain>>();
const MOST_TEXTS = 16;

function readChain(text: string, family: string, hook: string): Chain {
  if (!READ.has(text) && READ.size >= MOST_TEXTS) READ.clear();
  const chains = READ.get(text) ?? new Map<string, Chain>();
  READ.set(text, chains);
  const key = `${family} ${hook}`;
  const chain = chains.get(key) ?? chainOf(text, family, hook);
  chains.set(key, chain);
  return chain;
}

function chainOf(text: string, family: string, hook: string): Chain {
  const sets = new Map<string, readonly AddressRange[]>();
  const chains: { policy?: Line; rules: Line[] }[] = [];
  const open: string[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = { number: index + 1, text: raw.replace(/#.*/, '').replace(/\s+/g, ' ').trim() };
    const [, begins] = /^(.+) \{$/.exec(line.text) ?? [];
    if (begins !== undefined) {
      open.push(begins);
      if (begins.startsWith('chain ')) chains.push({ rules: [] });
      continue;
    }
    if (line.text === '}') {
      open.pop();
      continue;
    }
    const isOwn = open[0]?.startsWith(`table ${family} `) ?? false;
    const [, name = ''] = /^set (\w+)$/.exec(open[1] ?? '') ?? [];
    const [, elements] = /^elements = \{ (.*) \}$/.exec(line.text) ?? [];
    if (isOwn && name && elements !== undefined) sets.set(name, elements.split(', ').map(rangeOf));
    const chain = chains.at(-1);
    if (!isOwn || !chain || line.text === '' || !open[1]?.startsWith('chain ')) continue;
    if (line.text.startsWith('type ')) chain.policy = line;
    else chain.rules.push(line);
  }
  const chain = chains.find(({ policy }) => policy?.text.startsWith(`type filter hook ${hook} `));
  return { decided: new Map(), rules: chain?.rules ?? [], sets, ...(chain?.policy ? { policy: chain.policy } : {}) };
}

type Outcome = 'accept' | 'refuse' | 'no' | 'unknown';

type Holds = (packet: Packet, sets: Chain['sets']) => boolean;

/** A rule as it is compared with packets. */
interface Rule {
  readonly conditions: readonly Holds[];
  /** What it does if all conditions hold. `unknown`: one of them is not understood. */
  readonly outcome: Outcome;
}

/** Rules by their text: those of most machines are the same. */
const RULES = new Map<string, Rule>();
const MOST_RULES = 10_000;

function ruleOf(text: string): Rule {
  if (!RULES.has(text) && RULES.size >= MOST_RULES) RULES.clear();
  const rule = RULES.get(text) ?? readRule(text);
  RULES.set(text, rule);
  return rule;
}

/** Takes the conditions that these files use from the front of a rule. */
function readRule(text: string): Rule {
  const conditions: Holds[] = [];
  let rest = text.replace(/\{ ([^}]*) \}/g, (_, inner: string) => `{${inner.replaceAll(' ', '')}}`);
  let isUnknown = false;
  while (rest !== '') {
    const end = /^(accept|drop|reject)( with .*)?$/.exec(rest);
    if (end) return { conditions, outcome: isUnknown ? 'unknown' : end[1] === 'accept' ? 'accept' : 'refuse' };
    const condition = CONDITIONS.map(({ pattern, of }) => ({ found: pattern.exec(rest), of })).find(
      ({ found }) => found !== null,
    );
    if (condition?.found) conditions.push(condition.of(condition.found));
    else isUnknown = true;
    rest = condition?.found ? rest.slice(condition.found[0].length).trim() : rest.replace(/^\S+ ?/, '');
  }
  return { conditions, outcome: 'unknown' };
}

function matches(text: string, packet: Packet, sets: Chain['sets']): Outcome {
  const { conditions, outcome } = ruleOf(text);
  return conditions.every((holds) => holds(packet, sets)) ? outcome : 'no';
}

interface Condition {
  readonly pattern: RegExp;
  readonly of: (found: RegExpExecArray) => Holds;
}

const CONDITIONS: readonly Condition[] = [
  // A connection that begins is neither.
  { pattern: /^ct state (established,related|invalid)( |$)/, of: () => () => false },
  {
    pattern: /^[io]if lo( |$)/,
    of:
      () =>
      ({ loopback }) =>
        loopback,
  },
  { pattern: /^icmp type \S+( |$)/, of: () => () => false },
  {
    pattern: /^meta skuid != (\S+)( |$)/,
    of:
      ([, other]) =>
      ({ user }) =>
        user !== other,
  },
  {
    pattern: /^meta skuid (\S+)( |$)/,
    of:
      ([, wanted]) =>
      ({ user }) =>
        user === wanted,
  },
  {
    pattern: /^meta l4proto (\S+)( |$)/,
    of: ([, all]) => {
      const protocols = valuesOf(all);
      return ({ protocol }) => protocols.includes(protocol);
    },
  },
  {
    pattern: /^th dport (\S+)( |$)/,
    of: ([, all]) => {
      const hasPort = portsIn(all);
      return ({ port }) => hasPort(port);
    },
  },
  {
    pattern: /^(tcp|udp) dport (\S+)( |$)/,
    of: ([, of, all]) => {
      const hasPort = portsIn(all);
      return ({ protocol, port }) => protocol === of && hasPort(port);
    },
  },
  // A client can choose the port that it sends from.
  {
    pattern: /^udp sport (\S+)( |$)/,
    of:
      () =>
      ({ protocol }) =>
        protocol === 'udp',
  },
  {
    pattern: /^ip6? daddr (\S+)( |$)/,
    of: ([, all]) => {
      const hasAddress = addressesIn(all);
      return ({ destination }, sets) => hasAddress(destination, sets);
    },
  },
  {
    pattern: /^ip6? saddr (\S+)( |$)/,
    of: ([, all]) => {
      const hasAddress = addressesIn(all);
      return ({ source }, sets) => source !== undefined && hasAddress(source, sets);
    },
  },
];

function valuesOf(text = ''): readonly string[] {
  return text.replace(/^\{|\}$/g, '').split(',');
}

function portsIn(text: string | undefined): (port: number) => boolean {
  const ranges = valuesOf(text).flatMap((value) => {
    const [first, last = first] = value.split('-').map(Number);
    return first === undefined || last === undefined ? [] : [{ first, last }];
  });
  return (port) => ranges.some(({ first, last }) => first <= port && port <= last);
}

/** Of the addresses in a rule, or of the set that it names. */
function addressesIn(text = ''): (address: string, sets: Chain['sets']) => boolean {
  const set = text.startsWith('@') ? text.slice(1) : undefined;
  const own = set === undefined ? valuesOf(text).map(rangeOf) : [];
  return (address, sets) => {
    const bits = addressBits(address);
    const ranges = set === undefined ? own : (sets.get(set) ?? []);
    return bits !== undefined && ranges.some((range) => holds(range, bits));
  };
}

function rangeOf(text: string): AddressRange {
  const bits = addressBits(text);
  return parseCidr(text) ?? { first: bits ?? 1n, last: bits ?? 0n };
}
