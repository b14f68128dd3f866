import { explain, worldOf } from '../../../lib/explain';
import { requireTarget } from '../../../lib/settings/target';
import { parse, type SquidRequest } from '../../../lib/squid';
import { synthesize } from '../../../lib/synthesize';
import { loadShipped } from '../../support/settings';

const NOWHERE = { locate: () => undefined, allowed: () => undefined };

/** Lets everything pass, so that Squid alone decides. */
const OPEN = ['ip', 'ip6']
  .map(
    (family) => `table ${family} open {
  chain input {
    type filter hook input priority filter; policy accept;
  }
  chain output {
    type filter hook output priority filter; policy accept;
  }
}`,
  )
  .join('\n');

/** The shipped settings as they are rendered, with a firewall that is open, read once. */
function openWorld() {
  const { loaded } = loadShipped();
  const model = loaded?.model.environments[0];
  const [tenant] = model?.tenants ?? [];
  const [proxy] = tenant?.egress.proxies ?? [];
  if (!loaded || !model || !tenant || !proxy) throw new Error('the shipped settings have no tenant with a proxy');
  const files = synthesize(loaded.model).map((file) =>
    file.path.endsWith('/nftables.conf') ? { ...file, content: OPEN } : file,
  );
  return { world: worldOf(files, [], model, NOWHERE), tenant, proxy };
}

let known: ReturnType<typeof openWorld> | undefined;

/**
 * What `explain` says of Squid, where the proxy of the first tenant has another squid.conf.
 *
 * @param conf without `http_port`
 */
export function explained(conf: string, version: 5 | 6 | 7): (request: SquidRequest) => string {
  known ??= openWorld();
  const { tenant, proxy } = known;
  const config = parse('/squid.conf', `${conf}\nhttp_port ${proxy.address}:${proxy.port}\n`, { version });
  const world = { ...known.world, squid: () => config };
  return ({ src, method, host, port, path, dstAddresses }) => {
    const text = method === 'CONNECT' ? `CONNECT ${host}:${port}` : `${method} http://${host}:${port}${path}`;
    const { ways } = explain(world, {
      tenant: { ...tenant, nodePool: { ...tenant.nodePool, sources: [src] } },
      target: requireTarget(text),
      ...(dstAddresses ? { addresses: dstAddresses } : {}),
    });
    const hops = ways.find(({ by }) => by === 'proxy')?.hops ?? [];
    const hop = hops.find((each) => each.hop === 'Squid');
    return hop ? hop.verdict : `not asked: ${hops.at(-1)?.text}`;
  };
}
