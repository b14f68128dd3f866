import { inMachine } from '../_example';
import { withMachines } from '../_support';
import type { RuleDefinition } from '../rule';
import { inTerraform, texts } from './_terraform';

export const rule: RuleDefinition = {
  title: 'A node may be given the private address of a proxy',
  why: 'Nodes and proxies share one private network, whose DHCP hands out free addresses. A node that joins before the proxy’s address is reserved may get it: then the tenant’s traffic goes to that node, and the proxy cannot start.',
  fix: 'Reserve each proxy’s address (scaleway_ipam_ip), and let each node pool depend on all reservations, itself or by the resource terraform_data.reserved.',
  good: [
    withMachines(inMachine('main.tf.json')`
               "depends_on": [
                 "scaleway_ipam_ip.client-a_squid-a",
                 "scaleway_ipam_ip.client-b_squid-b",
                 "scaleway_ipam_ip.client-c_squid-c"
               ]
             }
           },
    `),
  ],
  bad: [
    withMachines(inMachine('main.tf.json')`
               "depends_on": [
                 "scaleway_ipam_ip.client-a_squid-a",
      -          "scaleway_ipam_ip.client-b_squid-b",
                 "scaleway_ipam_ip.client-c_squid-c"
               ]
             }
           },
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
      const between = new Map(
        resources('terraform_data').map(([name, block]) => [`terraform_data.${name}`, texts(block.depends_on)]),
      );
      return [
        ...proxies
          .filter(({ proxy }) => !reserved.some(([, { address }]) => address === proxy.address))
          .map(({ tenant, proxy }) => `${proxy.address} of ${tenant.name}’s ${proxy.name} is not reserved`),
        ...context.promised
          .filter(({ nodePool }) => !pools.some(([, { name }]) => name === (nodePool.madeAs ?? nodePool.name)))
          .map(({ name }) => `${name} has no node pool`),
        ...pools.flatMap(([pool, block]) => {
          const awaited = new Set(texts(block.depends_on).flatMap((each) => [each, ...(between.get(each) ?? [])]));
          const missing = reserved.filter(([each]) => !awaited.has(`scaleway_ipam_ip.${each}`));
          return missing.map(([each]) => `scaleway_k8s_pool.${pool} does not depend on scaleway_ipam_ip.${each}`);
        }),
      ];
    }),
};
