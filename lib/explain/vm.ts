import { addressBits, formatAddress } from '../lint/addresses';
import type { Tenant } from '../model/types';
import { parseCidr } from '../network-policy';
import { NFTABLES_CONF } from '../rules';
import type { Target } from '../settings/target';
import type { Destination } from './destinations';
import { decideFirewall } from './firewall';
import { type Owner, ownerOf } from './owners';
import type { Hop, Verdict } from './types';
import { contentLine, machineFile, settingAt, type World } from './world';

/** Debian’s and Ubuntu’s user of Squid, as the firewall names it. */
const SQUID_USER = '13';

/** Addresses that stand for the tenant’s nodes: pods reach a proxy by the address of their node. */
export function sourcesOf(world: World, { nodePool }: Tenant): readonly string[] {
  const { privateNetwork, gateway } = world.context.environment.cluster;
  const isTaken = (address: string) => address === gateway || ownerOf(world, address) !== undefined;
  return (nodePool.sources ?? [privateNetwork]).flatMap((source) => {
    const range = parseCidr(source.includes('/') ? source : `${source}/32`);
    if (!range) return [];
    if (range.last - range.first < 4n) return [formatAddress(range.first)];
    // Neither the network’s own address nor the one that a gateway has.
    let bits = range.first + 4n;
    while (isTaken(formatAddress(bits)) && bits < range.last) bits += 1n;
    return [formatAddress(bits)];
  });
}

export function inputHop(
  world: World,
  { tenant, proxy }: Owner,
  sources: readonly string[],
  address: string,
  port: number,
): Hop {
  const file = machineFile(world.context, tenant.name, proxy.name, NFTABLES_CONF);
  const text = world.context.files.get(file);
  const base = { hop: 'VM firewall' as const, at: proxy.name };
  if (text === undefined) return { ...base, verdict: 'undecided', text: 'no nftables.conf is rendered' };
  const all = sources.map((source) =>
    decideFirewall(text, { hook: 'input', source, destination: address, protocol: 'tcp', port, loopback: false }),
  );
  const decided = all.find(({ verdict }) => verdict !== 'allowed') ?? all[0];
  if (!decided) return { ...base, verdict: 'undecided', text: 'the addresses of the nodes are not known' };
  const place = { rendered: contentLine(file, decided.line), ...settingAt(world, tenant, ['nodePool', 'sources']) };
  const from = `input from ${sources.join(', ')}: ${decided.rule}`;
  if (decided.verdict !== 'denied') return { ...base, verdict: decided.verdict, text: from, ...place };
  return {
    ...base,
    verdict: 'denied',
    text: from,
    ...place,
    change: 'nothing: another tenant’s proxy must never be reached',
  };
}

export function outputHop(world: World, { tenant, proxy }: Owner, target: Target, destination: Destination): Hop {
  const file = machineFile(world.context, tenant.name, proxy.name, NFTABLES_CONF);
  const text = world.context.files.get(file);
  const base = { hop: 'VM firewall' as const, at: proxy.name };
  const addresses = destination.resolved ?? [];
  if (text === undefined || addresses.length === 0)
    return {
      ...base,
      verdict: 'undecided',
      text: text === undefined ? 'no nftables.conf is rendered' : `the address of ${target.host} is not known`,
    };
  const all = addresses.map((address) => decideOutput(text, proxy, address, target.port));
  const decided = all.find(({ verdict }) => verdict !== 'allowed') ?? (all[0] as (typeof all)[number]);
  const shown = `output to ${destination.kind === 'outside' ? 'a public address' : addresses.join(', ')} at TCP ${target.port}: ${decided.rule}`;
  const place = { rendered: contentLine(file, decided.line) };
  if (decided.verdict !== 'denied') return { ...base, verdict: decided.verdict, text: shown, ...place };
  const isPort = /^reject|policy/.test(decided.rule);
  const change = isPort
    ? `add the port ${target.port} to an entry of egress.allow`
    : 'nothing: a proxy must never connect to private addresses';
  return { ...base, verdict: 'denied', text: shown, ...place, change };
}

function decideOutput(text: string, { address: own, publicAddress }: Owner['proxy'], address: string, port: number) {
  const bits = addressBits(address) ?? 0n;
  const isOwn = [own, publicAddress].some((each) => each !== undefined && addressBits(each) === bits);
  const loopback = isOwn || address.startsWith('127.');
  return decideFirewall(text, {
    hook: 'output',
    destination: address,
    protocol: 'tcp',
    port,
    user: SQUID_USER,
    loopback,
  });
}

/** The verdicts of {@link outputHop} for one proxy, each decided once. */
export function outputVerdicts(
  world: World,
  { tenant, proxy }: Owner,
): (port: number, addresses: readonly string[]) => Verdict {
  const text = world.context.files.get(machineFile(world.context, tenant.name, proxy.name, NFTABLES_CONF));
  const known = new Map<string, Verdict>();
  return (port, addresses) => {
    if (text === undefined || addresses.length === 0) return 'undecided';
    const key = `${port} ${addresses.join()}`;
    const all = () => addresses.map((address) => decideOutput(text, proxy, address, port).verdict);
    const verdict = known.get(key) ?? all().find((each) => each !== 'allowed') ?? 'allowed';
    known.set(key, verdict);
    return verdict;
  };
}
