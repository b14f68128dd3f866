import { pod } from '../_example';
import { list, map } from '../_rendered';
import { inPods, sameMap, show } from '../_support';
import type { RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'A pod asks another resolver for names',
  why: 'The policies let it ask one resolver. Another one it cannot reach, so no name resolves; and a name that leaves the cluster carries data out, whoever answers.',
  fix: 'Leave dnsPolicy and dnsConfig out; where the environment has a resolver for tenants, they name that one alone.',
  good: [
    pod('Deployment client-a-demo/web')`dnsPolicy: ClusterFirst, dnsConfig: { options: [{ name: ndots, value: "2" }] }`,
  ],
  bad: [
    pod('Deployment client-a-demo/web')`dnsPolicy: None, dnsConfig: { nameservers: [9.9.9.9] }`,
    pod('Deployment client-a-demo/web')`dnsPolicy: Default`,
  ],
  check: (context) => {
    const { resolver } = context.environment.cluster;
    const wanted = resolver ? { policy: 'None', servers: resolver.address } : { policy: 'ClusterFirst', servers: '' };
    return inPods(context, ({ spec }) => {
      const said = { policy: spec.dnsPolicy ?? 'ClusterFirst', servers: list(map(spec.dnsConfig).nameservers).join() };
      return sameMap(said, wanted) ? [] : [[['dnsPolicy'], `asks ${show(said)} and not ${show(wanted)}`]];
    });
  },
};
