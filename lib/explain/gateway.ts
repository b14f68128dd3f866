import type { Tenant } from '../model/types';
import type { Endpoint } from '../network-policy';
import { isKind, map, type Rendered } from '../rules';
import { policyHop } from './hops';
import { podsIn } from './policies';
import type { Hop } from './types';
import { contentLine, hasPlaces, objectsIn, type World } from './world';

/** A proxy that a gateway, or a pod, connects to. */
export interface Upstream {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** Whether the gateway shows a certificate. */
  readonly certificate: boolean;
}

interface GatewayPort {
  readonly hop: Hop;
  readonly upstreams: readonly Upstream[];
}

interface GatewayWay {
  readonly hops: readonly Hop[];
  readonly upstreams: readonly Upstream[];
  readonly pods: readonly Endpoint[];
}

/** From a pod by its tenant’s gateway to what the gateway leads to. */
export function gatewayWay(world: World, tenant: Tenant, namespace: string, from: Endpoint, port: number): GatewayWay {
  const pods = podsIn(world, [namespace]).map(({ endpoint }) => endpoint);
  const there = policyHop(world, {
    tenant,
    what: 'the gateway',
    from: [from],
    to: pods.map((endpoint) => ({ endpoint, port })),
    protocol: 'TCP',
    change: 'run npm run synth: the policies of the gateway are rendered from egress.proxies',
  });
  const { hop, upstreams } = gatewayAt(world, namespace, port) ?? {
    hop: { hop: 'gateway', verdict: 'undecided', text: 'where HAProxy leads to is not known' },
    upstreams: [],
  };
  return { hops: [there, hop], upstreams, pods };
}

/** A port of a gateway at which requests arrive, and the proxies that it passes them to. Undefined: it is none. */
export function gatewayAt(world: World, namespace: string, port: number): GatewayPort | undefined {
  const config = configOf(world, namespace);
  const { upstreams, line, key } = config ? upstreamsOf(config, port) : { upstreams: [], line: '', key: '' };
  if (!config || upstreams.length === 0) return undefined;
  const text = `HAProxy leads to ${upstreams.map(({ name }) => name).join(', ')}`;
  const hop: Hop = { hop: 'gateway', verdict: 'allowed', text, rendered: lineOf(world, config, key, line) };
  return { hop, upstreams };
}

/** A port of a gateway that is for one host and one port, without HTTP. */
interface Tunnel {
  readonly listener: number;
  readonly host: string;
  readonly port: number;
  /** The line of haproxy.cfg that says so. */
  readonly line: string;
}

/** All of a gateway, as its haproxy.cfg has them. */
export function tunnelsOf(world: World, namespace: string): readonly Tunnel[] {
  const config = configOf(world, namespace);
  if (!config) return [];
  return sectionsOf(config).sections.flatMap(([head, ...rest]) => {
    if (!head?.startsWith('frontend')) return [];
    const line = rest.find((each) => each.includes(' lua.open-tunnel ')) ?? '';
    const [, host, port] = / lua\.open-tunnel (\S+):(\d+)$/.exec(line) ?? [];
    if (host === undefined) return [];
    return rest.flatMap((each) => {
      const listener = /^bind \S*:(\d+)(?: |$)/.exec(each)?.[1];
      return listener === undefined ? [] : [{ listener: Number(listener), host, port: Number(port), line }];
    });
  });
}

interface TunnelWay {
  readonly hop: Hop;
  readonly tunnel?: Tunnel;
  readonly upstreams: readonly Upstream[];
}

/** What a gateway does at one of its ports with a connection that is not for a proxy. Undefined: the port is for requests. */
export function tunnelWay(world: World, namespace: string, listener: number): TunnelWay | undefined {
  const config = configOf(world, namespace);
  const base = { hop: 'gateway' as const };
  if (!config) return { hop: { ...base, verdict: 'undecided', text: 'no haproxy.cfg is rendered' }, upstreams: [] };
  const { key, sections } = sectionsOf(config);
  const tunnel = tunnelsOf(world, namespace).find((each) => each.listener === listener);
  if (!tunnel) {
    if (frontOf(sections, listener)) return undefined;
    const text = `HAProxy does not listen at port ${listener}`;
    const rendered = lineOf(world, config, key, '');
    return { hop: { ...base, verdict: 'denied', text, rendered, change: 'run npm run synth' }, upstreams: [] };
  }
  // The tunnel is asked for at a front end of the gateway’s own, which leads to the proxies.
  const servers = serversOf(sections, listener);
  const [, own] = /^server \S+ 127\.0\.0\.1:(\d+)/.exec(servers[0] ?? '') ?? [];
  const { upstreams } = own === undefined ? { upstreams: [] } : upstreamsOf(config, Number(own));
  const names = upstreams.map(({ name }) => name).join(', ');
  const what = `port ${listener} is for ${tunnel.host}:${tunnel.port} alone`;
  const rendered = lineOf(world, config, key, tunnel.line);
  const hop: Hop =
    upstreams.length > 0
      ? { ...base, verdict: 'allowed', text: `${what}, by CONNECT to ${names}`, rendered }
      : { ...base, verdict: 'undecided', text: `${what}; by which proxy is not known`, rendered };
  return { hop, tunnel, upstreams };
}

function configOf(world: World, namespace: string): Rendered | undefined {
  return objectsIn(world, namespace).find(
    (each) => isKind(each, 'ConfigMap', '') && Object.keys(map(each.object.data)).some((key) => key.endsWith('.cfg')),
  );
}

type Sections = readonly (readonly string[])[];

const SECTIONS = new WeakMap<Rendered, ReturnType<typeof readSections>>();

function sectionsOf(config: Rendered) {
  const found = SECTIONS.get(config) ?? readSections(config);
  SECTIONS.set(config, found);
  return found;
}

function readSections(config: Rendered) {
  const [key = '', text] = Object.entries(map(config.object.data)).find(([name]) => name.endsWith('.cfg')) ?? [];
  const lines = String(text)
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim());
  const sections: string[][] = [[]];
  for (const line of lines) {
    if (/^(global|defaults|frontend|backend|listen)\b/.test(line)) sections.push([line]);
    else sections.at(-1)?.push(line);
  }
  return { key, lines, sections };
}

function frontOf(sections: Sections, port: number): readonly string[] | undefined {
  return sections.find(
    ([head, ...rest]) =>
      head?.startsWith('frontend') && rest.some((line) => new RegExp(`^bind \\S*:${port}(?: |$)`).test(line)),
  );
}

/** The servers of the backend that the front end at a port leads to by default. */
function serversOf(sections: Sections, port: number): readonly string[] {
  const backend = frontOf(sections, port)
    ?.map((line) => /^default_backend (\S+)$/.exec(line)?.[1])
    .find(Boolean);
  const lines = sections.find(([head]) => head === `backend ${backend}`) ?? [];
  return lines.filter((line) => line.startsWith('server '));
}

function upstreamsOf(config: Rendered, port: number) {
  const { key, lines, sections } = sectionsOf(config);
  const servers = serversOf(sections, port);
  const defaults = lines.filter((line) => line.startsWith('default-server ')).join(' ');
  const upstreams = servers.flatMap((line): Upstream[] => {
    const [, name, address, digits] = /^server (\S+) (\S+):(\d+)/.exec(line) ?? [];
    if (!name || !address) return [];
    const certificate = !/\bno-ssl\b/.test(line) && / crt /.test(`${defaults} ${line}`);
    return [{ name, address, port: Number(digits), certificate }];
  });
  return { key, upstreams, line: servers[0] ?? '' };
}

function lineOf(world: World, config: Rendered, key: string, line: string) {
  const { context } = world;
  if (!hasPlaces(world)) return { file: config.files[0] ?? '' };
  const file = config.files.find((each) => context.files.get(each)?.includes(key)) ?? config.files[0] ?? '';
  const lines = (context.files.get(file) ?? '').split('\n');
  const whole = lines.findIndex((each) => line !== '' && each.trim() === line);
  const index = whole < 0 ? lines.findIndex((each) => line !== '' && each.includes(line)) : whole;
  return index < 0 ? { file } : contentLine(file, index + 1);
}
