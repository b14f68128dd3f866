import { parseCidr } from '../../network-policy';
import { pod } from '../_example';
import { LOCAL_RANGES } from '../_names';
import { inContainers, some } from '../_support';
import type { RuleDefinition } from '../rule';
import { directNames, directRanges, exempting, proxyExceptions, rangeOf, within } from './_no-proxy';

/** A node's own addresses and the metadata services, which no proxy should be asked for. */
const LOCAL = LOCAL_RANGES;

/** Names inside the cluster; what ends in one of these is inside, too. */
const INSIDE = ['localhost', 'svc', 'cluster.local', 'kubernetes.default'];

export const rule: RuleDefinition = {
  title: 'NO_PROXY contains destinations outside the cluster',
  why: 'Clients connect to these destinations directly, which the policies refuse, so they hang until a timeout. With * or 0.0.0.0/0 no request uses the proxy.',
  fix: 'List cluster names, the tenant’s Services, the environment’s own ranges and the tenant’s egress.private with its hosts, and nothing else.',
  good: [pod('Deployment client-a-demo/web')`containers: [{ name: web, env: [{ name: LOG_LEVEL, value: debug }] }]`],
  bad: [
    exempting(
      'localhost,127.0.0.1,.svc,.cluster.local,10.32.0.1,10.32.0.0/20,100.64.0.0/15,172.16.28.0/22,web,web.client-a-demo,*',
    ),
    exempting('localhost,127.0.0.1,.svc,.cluster.local,10.32.0.1,web,web.client-a-demo,0.0.0.0/0'),
    pod('Deployment client-a-demo/web')`
      containers:
        - { name: web, env: [{ name: JAVA_TOOL_OPTIONS, value: "-Dhttp.nonProxyHosts=localhost|web|web.client-a-demo|*.partner.example" }] }
    `,
  ],
  check: (context) => {
    const all = directNames(context);
    return inContainers(context, (container, pod) => {
      const { tenant } = pod;
      const direct = all.get(tenant) ?? [];
      const ranges = [...LOCAL, ...directRanges(context.environment.cluster, tenant)].flatMap(
        (cidr) => parseCidr(cidr) ?? [],
      );
      const isInside = (entry: string) => {
        const range = rangeOf(entry);
        if (range) return ranges.some((outer) => within(range, outer));
        if (direct.includes(entry.replace(/^\*\./, '.'))) return true;
        const name = entry
          .replace(/^\*?\./, '')
          .replace(/\.$/, '')
          .toLowerCase();
        return INSIDE.some((inside) => name === inside || name.endsWith(`.${inside}`));
      };
      return proxyExceptions(container, pod, context).flatMap(({ name, index, entries }) => {
        const outside = entries.filter((entry) => !isInside(entry));
        return outside.length === 0 ? [] : [[['env', index], `${name} excepts ${some(outside)}`] as const];
      });
    });
  },
};
