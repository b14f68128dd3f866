import { z } from 'zod';
import { port, text, unique } from './_schema';
import { addressOrRangeFault } from './address';
import { hostFault } from './host';
import { kubernetesVersion } from './kubernetes-version';
import { show } from './text';

/** What ends up inside a string of Terraform, where `${` would begin an expression. */
function word(example: string) {
  return text({
    'infrastructure-name-invalid': (value) =>
      /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(value)
        ? undefined
        : `${show(value)} is not a valid name (expected, for example, ${example})`,
  });
}

const sources = unique(text({ 'range-invalid': addressOrRangeFault }), 'address');

export const infrastructure = z
  .strictObject({
    cluster: word('kapsule-dev').meta({ description: 'Name of the Kapsule cluster, or its id' }),
    create: z
      .strictObject({
        version: kubernetesVersion.meta({ description: 'Version of Kubernetes' }),
        nodeType: word('DEV1-M')
          .meta({ description: 'Of the nodes that belong to no tenant; default DEV1-M' })
          .optional(),
      })
      .meta({ description: 'Private network and cluster are made as well; default: both exist, and are looked up' })
      .optional(),
    image: word('debian_bookworm').meta({ description: 'Of the proxies’ VMs; default debian_bookworm' }).optional(),
    instanceType: word('DEV1-S').meta({ description: 'Of the proxies’ VMs; default DEV1-S' }).optional(),
    ssh: sources.meta({ description: 'Addresses or ranges that may log in to the VMs; default: none' }).optional(),
    monitoring: sources
      .meta({ description: 'Addresses or ranges that may read the VMs’ metrics; default: none' })
      .optional(),
    logs: z
      .strictObject({
        host: text({
          'host-invalid': (value) =>
            value.startsWith('.') ? `${show(value)} begins with a dot: name one host` : hostFault(value),
        }).meta({ description: 'Name of the server, which its certificate must hold' }),
        port: port.meta({ description: 'Default 6514' }).optional(),
      })
      .meta({ description: 'Syslog server, by TLS, that the access logs go to; default: they stay on the VMs' })
      .optional(),
    poolLabels: z
      .enum(['native', 'tags'])
      .meta({
        description:
          'How pools get their label and taint: by their own attributes (Scaleway provider 2.76 or later), or by tags; default native',
      })
      .optional(),
  })
  .meta({ description: 'What Terraform makes around the cluster; default: nothing is rendered for it' });

export const DEFAULTS = {
  image: 'debian_bookworm',
  instanceType: 'DEV1-S',
  nodeType: 'DEV1-M',
  logPort: 6514,
} as const;
