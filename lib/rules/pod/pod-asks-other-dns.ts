import { pod } from '../_example';
import { list, map } from '../_rendered';
import { inPods, sameMap, show } from '../_support';
import type { RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'A pod uses another DNS resolver',
  why: 'The policies allow one resolver. Another one cannot be reached, so no name resolves. And a name that leaves the cluster can carry data out, whichever server answers.',
  fix: 'Remove dnsPolicy and dnsConfig; if the environment has a resolver for tenants, let them name only that one.',
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
      return sameMap(said, wanted) ? [] : [[['dnsPolicy'], `uses ${show(said)}, not ${show(wanted)}`]];
    });
  },
};
