import { pod } from '../_example';
import { withoutProbes } from '../_probe';
import { list, maps } from '../_rendered';
import { inPods, some, withGateways } from '../_support';
import type { RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'A pod does not find a host of egress.tcp',
  why: 'Programs that know nothing of proxies connect to the host by its name. The pod’s own hosts file gives it the address of the gateway’s Service for that host; without the entry the name resolves to the public address, which no policy opens.',
  fix: 'Render the pod again with npm run synth. In the tenant’s own repository, add the entries of hostAliases that docs/tcp.md shows.',
  good: [
    withGateways(
      pod('StatefulSet client-c/store')`hostAliases: [{ ip: 10.32.0.99, hostnames: [legacy.shop.internal] }]`,
    ),
  ],
  bad: [withGateways(pod('StatefulSet client-c/store')`hostAliases: null`)],
  check: (context) =>
    // A probe asks for its one address by the proxy and without it, and for no partner.
    inPods(withoutProbes(context), ({ spec, tenant }) => {
      const aliases = maps(spec.hostAliases).flatMap(({ ip, hostnames }) =>
        list(hostnames).map((host) => ({ host: String(host), address: ip })),
      );
      const wrong = tenant.forwards
        .filter(({ host, address }) => {
          const own = aliases.filter((alias) => alias.host === host);
          return own.length === 0 || own.some((alias) => alias.address !== address);
        })
        .map(({ host, address }) => `${host} as ${address}`);
      return wrong.length === 0 ? [] : [[['hostAliases'], `does not have ${some([...new Set(wrong)])}`]];
    }),
};
