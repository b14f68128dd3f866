import { parseCidr } from '../../network-policy';
import { pod } from '../_example';
import { NO_PROXY_VARIABLES } from '../_names';
import { withoutProbes } from '../_probe';
import { inContainers, some } from '../_support';
import type { RuleDefinition, Step } from '../rule';
import { directAddresses, directNames, directRanges, exempting, proxyExceptions, rangeOf, within } from './_no-proxy';

const NAMES = ['localhost', '127.0.0.1', '.svc', '.cluster.local'];

export const rule: RuleDefinition = {
  title: 'NO_PROXY lacks what lies inside the cluster',
  why: 'Calls to the tenant’s own Services would go through the proxy, which refuses private addresses: they fail with 403. Clients that read only one spelling make it depend on the language that a container is written in.',
  fix: 'NO_PROXY and no_proxy are equal, and contain localhost, .svc, .cluster.local, the environment’s three ranges, egress.private with its hosts and the addresses of small ranges, and each Service of the tenant as web and web.<namespace>. http.nonProxyHosts of Java contains the same names.',
  good: [
    exempting(
      'localhost,127.0.0.1,.svc,.cluster.local,10.32.0.0/20,100.64.0.0/15,172.16.28.0/22,web,web.client-a-demo',
    ),
  ],
  bad: [
    exempting('localhost,127.0.0.1,.svc,.cluster.local,10.32.0.0/20,172.16.28.0/22,web,web.client-a-demo'),
    exempting('localhost,127.0.0.1,.svc,.cluster.local,10.32.0.0/20,100.64.0.0/15,172.16.28.0/22'),
    pod('Deployment client-a-demo/web')`containers: [{ name: web, env: [{ name: no_proxy, $patch: delete }] }]`,
    pod('Deployment client-a-demo/web')`
      containers:
        - name: web
          env:
            - { name: no_proxy, value: "localhost,127.0.0.1,.svc,.cluster.local,10.32.0.0/20,100.64.0.0/15,172.16.28.0/22,web,web.client-a-demo", valueFrom: null }
    `,
  ],
  check: (context) => {
    const direct = directNames(context);
    return inContainers(withoutProbes(context), (container, pod) => {
      const { tenant } = pod;
      const wanted = directRanges(context.environment.cluster, tenant);
      const names = [...(direct.get(tenant) ?? []), ...directAddresses(tenant)];
      const exceptions = proxyExceptions(container, pod, context);
      const java = exceptions.filter(({ name }) => name === 'JAVA_TOOL_OPTIONS');
      const said = exceptions.filter((each) => !java.includes(each));
      const problems: [Step[], string][] = said.flatMap(({ name, index, entries }): [Step[], string][] => {
        const ranges = entries.flatMap((entry) => rangeOf(entry) ?? []);
        const lacking = [
          ...[...NAMES, ...names].filter((entry) => !entries.includes(entry)),
          ...wanted.filter((cidr) => !ranges.some((range) => within(parseCidr(cidr) ?? range, range))),
        ];
        return lacking.length === 0 ? [] : [[['env', index], `${name} lacks ${some(lacking)}`]];
      });
      for (const { name, index, entries } of java) {
        const lacking = names.map((entry) => entry.replace(/^\./, '*.')).filter((entry) => !entries.includes(entry));
        if (lacking.length > 0) problems.push([['env', index], `${name} lacks ${some(lacking)}`]);
      }
      const [upper, lower] = NO_PROXY_VARIABLES.map((name) => said.findLast((each) => each.name === name));
      if (!upper || !lower)
        problems.push([
          ['env'],
          `lacks ${NO_PROXY_VARIABLES.filter((name) => !said.some((each) => each.name === name)).join(', ')}`,
        ]);
      else if (problems.length === 0 && upper.entries.join() !== lower.entries.join())
        problems.push([['env', lower.index], 'no_proxy and NO_PROXY differ']);
      return problems;
    });
  },
};
