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
  const key = JSON.stringify(packet);
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
  readonly sets: ReadonlyMap<string, readonly string[]>;
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
  const sets = new Map<string, readonly string[]>();
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
    if (isOwn && name && elements !== undefined) sets.set(name, elements.split(', '));
    const chain = chains.at(-1);
    if (!isOwn || !chain || line.text === '' || !open[1]?.startsWith('chain ')) continue;
    if (line.text.startsWith('type ')) chain.policy = line;
    else chain.rules.push(line);
  }
  const chain = chains.find(({ policy }) => policy?.text.startsWith(`type filter hook ${hook} `));
  return { decided: new Map(), rules: chain?.rules ?? [], sets, ...(chain?.policy ? { policy: chain.policy } : {}) };
}

type Outcome = 'accept' | 'refuse' | 'no' | 'unknown';

/** The conditions that these files use. Each takes its words from the front; undefined: it is not one of them. */
function matches(rule: string, packet: Packet, sets: Chain['sets']): Outcome {
  const groups = rule.replace(/\{ ([^}]*) \}/g, (_, inner: string) => `{${inner.replaceAll(' ', '')}}`);
  let rest = groups;
  let isUnknown = false;
  while (rest !== '') {
    const end = /^(accept|drop|reject)( with .*)?$/.exec(rest);
    if (end) return isUnknown ? 'unknown' : end[1] === 'accept' ? 'accept' : 'refuse';
    const condition = CONDITIONS.map(({ pattern, holds }) => ({ found: pattern.exec(rest), holds })).find(
      ({ found }) => found !== null,
    );
    if (!condition?.found) {
      isUnknown = true;
      rest = rest.replace(/^\S+ ?/, '');
      continue;
    }
    if (!condition.holds(packet, condition.found, sets)) return 'no';
    rest = rest.slice(condition.found[0].length).trim();
  }
  return 'unknown';
}

interface Condition {
  readonly pattern: RegExp;
  readonly holds: (packet: Packet, found: RegExpExecArray, sets: Chain['sets']) => boolean;
}

const CONDITIONS: readonly Condition[] = [
  // A connection that begins is neither.
  { pattern: /^ct state (established,related|invalid)( |$)/, holds: () => false },
  { pattern: /^[io]if lo( |$)/, holds: ({ loopback }) => loopback },
  { pattern: /^icmp type \S+( |$)/, holds: () => false },
  { pattern: /^meta skuid != (\S+)( |$)/, holds: ({ user }, [, other]) => user !== other },
  { pattern: /^meta skuid (\S+)( |$)/, holds: ({ user }, [, wanted]) => user === wanted },
  { pattern: /^meta l4proto (\S+)( |$)/, holds: ({ protocol }, [, all]) => valuesOf(all).includes(protocol) },
  { pattern: /^th dport (\S+)( |$)/, holds: ({ port }, [, all]) => hasPort(all, port) },
  {
    pattern: /^(tcp|udp) dport (\S+)( |$)/,
    holds: ({ protocol, port }, [, of, all]) => protocol === of && hasPort(all, port),
  },
  // A client can choose the port that it sends from.
  { pattern: /^udp sport (\S+)( |$)/, holds: ({ protocol }) => protocol === 'udp' },
  { pattern: /^ip6? daddr (\S+)( |$)/, holds: ({ destination }, [, all], sets) => hasAddress(all, destination, sets) },
  {
    pattern: /^ip6? saddr (\S+)( |$)/,
    holds: ({ source }, [, all], sets) => source !== undefined && hasAddress(all, source, sets),
  },
];

function valuesOf(text = ''): readonly string[] {
  return text.replace(/^\{|\}$/g, '').split(',');
}

function hasPort(text: string | undefined, port: number): boolean {
  return valuesOf(text).some((value) => {
    const [first, last = first] = value.split('-').map(Number);
    return first !== undefined && last !== undefined && first <= port && port <= last;
  });
}

function hasAddress(text: string | undefined, address: string, sets: Chain['sets']): boolean {
  const bits = addressBits(address);
  const values = text?.startsWith('@') ? (sets.get(text.slice(1)) ?? []) : valuesOf(text);
  return bits !== undefined && values.some((value) => holds(rangeOf(value), bits));
}

function rangeOf(text: string): AddressRange {
  const bits = addressBits(text);
  return parseCidr(text) ?? { first: bits ?? 1n, last: bits ?? 0n };
}
