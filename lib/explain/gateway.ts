import type { Tenant } from '../model/types';
import type { Endpoint } from '../network-policy';
import { isKind, map, type Rendered } from '../rules';
import { policyHop } from './hops';
import type { Hop } from './types';
import { contentLine, type World } from './world';

/** A proxy that a gateway, or a pod, connects to. */
export interface Upstream {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** Whether the gateway shows a certificate. */
  readonly certificate: boolean;
}

interface GatewayWay {
  readonly hops: readonly Hop[];
  readonly upstreams: readonly Upstream[];
  readonly pods: readonly Endpoint[];
}

/** From a pod by its tenant’s gateway to what the gateway leads to. */
export function gatewayWay(world: World, tenant: Tenant, namespace: string, from: Endpoint, port: number): GatewayWay {
  const pods = world.pods.filter(({ endpoint }) => endpoint.namespace === namespace).map(({ endpoint }) => endpoint);
  const there = policyHop(world, {
    tenant,
    what: 'the gateway',
    from: [from],
    to: pods.map((endpoint) => ({ endpoint, port })),
    protocol: 'TCP',
    change: 'run npm run synth: the policies of the gateway are rendered from egress.proxies',
  });
  const config = world.context.objects.find(
    (each) =>
      isKind(each, 'ConfigMap', '') &&
      each.object.metadata.namespace === namespace &&
      Object.keys(map(each.object.data)).some((key) => key.endsWith('.cfg')),
  );
  const { upstreams, line, key } = config ? upstreamsOf(config, port) : { upstreams: [], line: '', key: '' };
  const names = upstreams.map(({ name }) => name).join(', ');
  const gateway: Hop = {
    hop: 'gateway',
    verdict: upstreams.length > 0 ? 'allowed' : 'undecided',
    text: upstreams.length > 0 ? `HAProxy leads to ${names}` : 'where HAProxy leads to is not known',
    ...(config ? { rendered: lineOf(world, config, key, line) } : {}),
  };
  return { hops: [there, gateway], upstreams, pods };
}

/** The servers of the backend that the front end at a port leads to by default. */
function upstreamsOf(config: Rendered, port: number) {
  const [key = '', text] = Object.entries(map(config.object.data)).find(([name]) => name.endsWith('.cfg')) ?? [];
  const lines = String(text)
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim());
  const sections: string[][] = [[]];
  for (const line of lines) {
    if (/^(global|defaults|frontend|backend|listen)\b/.test(line)) sections.push([line]);
    else sections.at(-1)?.push(line);
  }
  const front = sections.find(
    ([head, ...rest]) =>
      head?.startsWith('frontend') && rest.some((line) => new RegExp(`^bind \\S*:${port}$`).test(line)),
  );
  const backend = front?.map((line) => /^default_backend (\S+)$/.exec(line)?.[1]).find(Boolean);
  const servers =
    sections.find(([head]) => head === `backend ${backend}`)?.filter((line) => line.startsWith('server ')) ?? [];
  const defaults = lines.filter((line) => line.startsWith('default-server ')).join(' ');
  const upstreams = servers.flatMap((line): Upstream[] => {
    const [, name, address, digits] = /^server (\S+) (\S+):(\d+)/.exec(line) ?? [];
    if (!name || !address) return [];
    const certificate = !/\bno-ssl\b/.test(line) && / crt /.test(`${defaults} ${line}`);
    return [{ name, address, port: Number(digits), certificate }];
  });
  return { key, upstreams, line: servers[0] ?? '' };
}

function lineOf({ context }: World, config: Rendered, key: string, line: string) {
  const file = config.files.find((each) => context.files.get(each)?.includes(key)) ?? config.files[0] ?? '';
  const index = (context.files.get(file) ?? '').split('\n').findIndex((each) => line !== '' && each.includes(line));
  return index < 0 ? { file } : contentLine(file, index + 1);
}
