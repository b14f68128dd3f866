import { parseCidr } from '../../network-policy';
import { pod } from '../_example';
import { inContainers, some } from '../_support';
import type { RuleDefinition, Step } from '../rule';
import { directRanges, exempting, proxyExceptions, rangeOf, within } from './_no-proxy';

const NAMES = ['localhost', '127.0.0.1', '.svc', '.cluster.local'];

export const rule: RuleDefinition = {
  title: 'NO_PROXY lacks what lies inside the cluster',
  why: 'Calls to the tenant’s own services would go through the proxy, which refuses private addresses: they fail with 403. Clients that read only one spelling make it depend on the language that a container is written in.',
  fix: 'NO_PROXY and no_proxy say the same, and hold localhost, .svc, .cluster.local, the environment’s three ranges and egress.private.',
  good: [exempting('localhost,127.0.0.1,.svc,.cluster.local,10.32.0.0/20,100.64.0.0/15,172.16.28.0/22')],
  bad: [
    exempting('localhost,127.0.0.1,.svc,.cluster.local,10.32.0.0/20,172.16.28.0/22'),
    pod('Deployment client-a-demo/web')`containers: [{ name: web, env: [{ name: no_proxy, $patch: delete }] }]`,
    pod('Deployment client-a-demo/web')`
      containers:
        - name: web
          env:
            - { name: no_proxy, value: "localhost,127.0.0.1,.svc,.cluster.local,10.32.0.0/20,100.64.0.0/15,172.16.28.0/22" }
    `,
  ],
  check: (context) =>
    inContainers(context, (container, { tenant }) => {
      const wanted = directRanges(context.environment.cluster, tenant);
      const said = proxyExceptions(container).filter(({ name }) => name !== 'JAVA_TOOL_OPTIONS');
      const problems: [Step[], string][] = said.flatMap(({ name, index, entries }): [Step[], string][] => {
        const ranges = entries.flatMap((entry) => rangeOf(entry) ?? []);
        const lacking = [
          ...NAMES.filter((entry) => !entries.includes(entry)),
          ...wanted.filter((cidr) => !ranges.some((range) => within(parseCidr(cidr) ?? range, range))),
        ];
        return lacking.length === 0 ? [] : [[['env', index], `${name} lacks ${some(lacking)}`]];
      });
      const [upper, lower] = ['NO_PROXY', 'no_proxy'].map((name) => said.findLast((each) => each.name === name));
      if (!upper || !lower)
        problems.push([['env'], `lacks ${[!upper && 'NO_PROXY', !lower && 'no_proxy'].filter(Boolean).join(', ')}`]);
      else if (problems.length === 0 && upper.entries.join() !== lower.entries.join())
        problems.push([['env', lower.index], 'no_proxy and NO_PROXY differ']);
      return problems;
    }),
};
