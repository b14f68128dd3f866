import { inMachine } from '../_example';
import { withMachines } from '../_support';
import type { RuleDefinition } from '../rule';
import { inTerraform, map, texts } from './_terraform';

export const rule: RuleDefinition = {
  title: 'Terraform may release a public address that partners know',
  why: 'Partners put the proxy’s public address on their allow lists. An address that Terraform destroys goes back to the cloud, is given to another customer, and cannot be had again. With lifecycle.prevent_destroy such a plan fails instead.',
  fix: 'Set lifecycle.prevent_destroy on every scaleway_instance_ip, and keep the addresses of removed proxies under retired.',
  good: [
    withMachines(inMachine('main.tf.json')`
               "lifecycle": {
                 "prevent_destroy": true
               }
             },
             "client-b_squid-b": {
    `),
  ],
  bad: [
    withMachines(inMachine('main.tf.json')`
      -          "prevent_destroy": true
      +          "prevent_destroy": false
               }
             },
             "client-b_squid-b": {
    `),
    withMachines(inMachine('main.tf.json')`
               "ip_ids": [
      -          "\${scaleway_instance_ip.client-b_squid-b.id}"
      +          "\${scaleway_instance_ip.other.id}"
               ],
    `),
  ],
  check: (context) =>
    inTerraform(context, (resources) => {
      const { environment, promised } = context;
      const addresses = resources('scaleway_instance_ip');
      const wanted = promised.flatMap(({ egress }) => egress.proxies).length + (environment.retired?.length ?? 0);
      return [
        ...addresses
          .filter(([, block]) => map(block.lifecycle).prevent_destroy !== true)
          .map(([name]) => `scaleway_instance_ip.${name} has no lifecycle.prevent_destroy`),
        ...(addresses.length < wanted
          ? [`${wanted} public addresses are declared, and ${addresses.length} are there`]
          : []),
        ...resources('scaleway_instance_server').flatMap(([name, block]) =>
          texts(block.ip_ids).some((id) =>
            addresses.some(([address]) => id === `\${scaleway_instance_ip.${address}.id}`),
          )
            ? []
            : [`scaleway_instance_server.${name} has none of these public addresses`],
        ),
      ];
    }),
};
