import { z } from 'zod';
import { addressOrRangeFault } from './address';
import { kubernetesVersion } from './kubernetes-version';
import { pull } from './pull';
import { refusedKeys, text, unique } from './schema';
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
    ssh: unique(text({ 'range-invalid': addressOrRangeFault }), 'address')
      .meta({ description: 'Addresses or ranges that may log in to the VMs' })
      .default([]),
    pull: pull.optional(),
    poolLabels: z
      .enum(['native', 'tags'])
      .meta({
        description:
          'How node pools get their label and taint: by their own attributes (Scaleway provider 2.76 or later), or by tags',
      })
      .default('native'),
  })
  .meta({ description: 'What Terraform creates around the cluster. Default: nothing is rendered for Terraform' });

refusedKeys.add(infrastructure, {
  monitoring:
    'was replaced by monitoring of the environment: write monitoring: { sources: […] } next to infrastructure, with the same addresses',
  logs: 'was replaced by logs of the environment: write logs: { to: "syslog", host: … } next to infrastructure, with the same host and port',
});
