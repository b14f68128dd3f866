import { inMachine } from '../_example';
import { withMachines } from '../_support';
import type { RuleDefinition } from '../rule';
import { inTerraform, texts } from './_terraform';

export const rule: RuleDefinition = {
  title: 'A node may be given the private address of a proxy',
  why: 'Nodes and proxies share one private network, whose DHCP hands out free addresses. A node that joins before the proxy’s address is reserved may get it: then the tenant’s traffic goes to that node, and the proxy cannot start.',
  fix: 'Reserve each proxy’s address (scaleway_ipam_ip), and let each tenant’s node pool depend on all reservations.',
  good: [
    withMachines(inMachine('main.tf.json')`
               "depends_on": [
                 "scaleway_ipam_ip.client-a_squid-a",
                 "scaleway_ipam_ip.client-b_squid-b",
                 "scaleway_ipam_ip.client-c_squid-c"
               ]
             },
             "client-b": {
    `),
  ],
  bad: [
    withMachines(inMachine('main.tf.json')`
               "depends_on": [
                 "scaleway_ipam_ip.client-a_squid-a",
      -          "scaleway_ipam_ip.client-b_squid-b",
                 "scaleway_ipam_ip.client-c_squid-c"
               ]
             },
             "client-b": {
    `),
    withMachines(inMachine('main.tf.json')`
      -        "address": "172.16.28.19",
      +        "address": "172.16.28.20",
    `),
  ],
  check: ({ ...context }) =>
    inTerraform(context, (resources) => {
      const reserved = resources('scaleway_ipam_ip');
      const proxies = context.promised.flatMap((tenant) => tenant.egress.proxies.map((proxy) => ({ tenant, proxy })));
      const pools = resources('scaleway_k8s_pool');
      return [
        ...proxies
          .filter(({ proxy }) => !reserved.some(([, { address }]) => address === proxy.address))
          .map(({ tenant, proxy }) => `${proxy.address} of ${tenant.name}’s ${proxy.name} is not reserved`),
        ...context.promised
          .filter(({ nodePool }) => !pools.some(([, { name }]) => name === (nodePool.madeAs ?? nodePool.name)))
          .map(({ name }) => `${name} has no node pool`),
        ...pools.flatMap(([pool, block]) => {
          const missing = reserved.filter(([each]) => !texts(block.depends_on).includes(`scaleway_ipam_ip.${each}`));
          return missing.map(([each]) => `scaleway_k8s_pool.${pool} does not depend on scaleway_ipam_ip.${each}`);
        }),
      ];
    }),
};
