import { z } from 'zod';
import { addressOrRangeFault } from './address';
import { hostFault } from './host';
import { kubernetesVersion } from './kubernetes-version';
import { port, text, unique } from './schema';
import { show } from './text';

/** A value for a string of Terraform, where `${` would begin an expression. */
function word(example: string) {
  return text({
    'infrastructure-name-invalid': (value) =>
      /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(value)
        ? undefined
        : `${show(value)} is not a valid name (expected, for example, ${example})`,
  });
}

const sources = (description: string) =>
  unique(text({ 'range-invalid': addressOrRangeFault }), 'address')
    .meta({ description })
    .default([]);

export const infrastructure = z
  .strictObject({
    cluster: word('kapsule-dev').meta({ description: 'Name or ID of the Kapsule cluster' }),
    create: z
      .strictObject({
        version: kubernetesVersion.meta({ description: 'Version of Kubernetes, for example 1.35' }),
        nodeType: word('DEV1-M')
          .meta({ description: 'Instance type of the nodes that belong to no tenant' })
          .default('DEV1-M'),
      })
      .meta({
        description: 'Create the private network and the cluster. Default: both exist, and Terraform looks them up',
      })
      .optional(),
    image: word('debian_bookworm').meta({ description: 'Image of the proxies’ VMs' }).default('debian_bookworm'),
    instanceType: word('DEV1-S').meta({ description: 'Instance type of the proxies’ VMs' }).default('DEV1-S'),
    ssh: sources('Addresses or ranges that may log in to the VMs'),
    monitoring: sources('Addresses or ranges that may read the VMs’ metrics'),
    logs: z
      .strictObject({
        host: text({
          'host-invalid': (value) =>
            value.startsWith('.') ? `${show(value)} begins with a dot: name one host` : hostFault(value),
        }).meta({ description: 'Host name of the server, which must be in its certificate' }),
        port: port.meta({ description: 'Port of the server' }).default(6514),
      })
      .meta({ description: 'Syslog server that receives the access logs over TLS. Default: logs stay on the VMs' })
      .optional(),
    poolLabels: z
      .enum(['native', 'tags'])
      .meta({
        description:
          'How node pools get their label and taint: by their own attributes (Scaleway provider 2.76 or later), or by tags',
      })
      .default('native'),
  })
  .meta({ description: 'What Terraform creates around the cluster. Default: nothing is rendered for Terraform' });
