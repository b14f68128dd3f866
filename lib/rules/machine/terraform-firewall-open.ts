import { inMachine } from '../_example';
import { withMachines } from '../_support';
import type { RuleDefinition } from '../rule';
import { areWithin } from './_machines';
import { inTerraform, maps } from './_terraform';

export const rule: RuleDefinition = {
  title: 'A security group lets in more from the internet than ssh from declared addresses',
  why: 'A proxy’s VM has a public address. The security group is the first of two firewalls in front of it, and the only one until the VM has started.',
  fix: 'Drop by default, and accept TCP 22 from the addresses in infrastructure.ssh only.',
  good: [
    withMachines(inMachine('main.tf.json')`
             "client-a": {
               "name": "production-client-a",
               "zone": "fr-par-1",
               "stateful": true,
               "inbound_default_policy": "drop",
    `),
  ],
  bad: [
    withMachines(inMachine('main.tf.json')`
               "name": "production-client-a",
               "zone": "fr-par-1",
               "stateful": true,
      -        "inbound_default_policy": "drop",
      +        "inbound_default_policy": "accept",
    `),
    withMachines(inMachine('main.tf.json')`
      -            "ip_range": "198.51.100.7/32"
      +            "ip_range": "0.0.0.0/0"
    `),
    withMachines(
      inMachine('main.tf.json')`-        "security_group_id": "\${scaleway_instance_security_group.client-b.id}",`,
    ),
  ],
  check: (context) =>
    inTerraform(context, (resources) => {
      const ssh = context.environment.infrastructure?.ssh ?? [];
      const groups = resources('scaleway_instance_security_group');
      return [
        ...groups.flatMap(([name, block]) => [
          ...['inbound_default_policy', 'outbound_default_policy']
            .filter((key) => block[key] !== 'drop')
            .map((key) => `scaleway_instance_security_group.${name}: ${key} is not drop`),
          ...maps(block.inbound_rule)
            .filter(({ action, protocol, port, ip_range }) =>
              action === 'drop' ? false : protocol !== 'TCP' || port !== 22 || !areWithin([String(ip_range)], ssh),
            )
            .map((rule) => `scaleway_instance_security_group.${name} lets in ${JSON.stringify(rule)}`),
        ]),
        ...resources('scaleway_instance_server')
          .filter(
            ([, block]) =>
              !groups.some(([name]) => block.security_group_id === `\${scaleway_instance_security_group.${name}.id}`),
          )
          .map(([name]) => `scaleway_instance_server.${name} has no security group`),
      ];
    }),
};
