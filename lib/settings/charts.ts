import { z } from 'zod';
import type { ChartValue, ChartValues } from './chart-value';
import { label, labelFault, objectName } from './names';
import { objectKey } from './object-key';
import { registryFault, registryHostFault } from './registries';
import { issue, refusedKeys, text, unique, verbatim } from './schema';
import { show } from './text';

const SCHEME = 'oci://';

const CHART_EXAMPLE = 'expected, for example, oci://registry.example.com/charts/redis';

/** Helm’s limit for the name of a release. */
const RELEASE_LIMIT = 53;

/** Kinds of which charts make pods. */
const POD_KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Pod'] as const;

/** Returns why a chart cannot be fetched from there, or undefined if it can be. */
function chartFault(value: string): string | undefined {
  if (/^https?:\/\//.test(value))
    return `${show(value)} is not in an OCI registry (${CHART_EXAMPLE}); copy the chart to a registry with helm push`;
  if (!value.startsWith(SCHEME)) return `${show(value)} is not the address of a chart (${CHART_EXAMPLE})`;
  const name = chartName(value);
  const tag = /[@:][^/@:]*$/.exec(name.replace(/^[^/]*/, ''))?.[0];
  if (tag !== undefined)
    return `${show(value)} has ${tag} at its end; write the version, or the version and the digest, under version`;
  if (!name.includes('/')) return `${show(value)} names a registry and no chart in it (${CHART_EXAMPLE})`;
  const host = registryHostFault(name);
  if (host) return `${host}; Flux’s controller would ask it from inside the cluster: name the host of a registry`;
  return registryFault(name) === undefined
    ? undefined
    : `${show(value)} is not the address of a chart (${CHART_EXAMPLE})`;
}

/** A chart’s name as images are named: `registry.example.com/charts/redis`. */
export function chartName(address: string): string {
  return address.slice(SCHEME.length);
}

const VERSION =
  /^v?(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(@sha256:[0-9a-f]{64})?$/;

function versionFault(value: string): string | undefined {
  if (VERSION.test(value)) return undefined;
  const example = 'expected, for example, 20.1.0, or 20.1.0@sha256:…';
  return /[\^~*<>=|x ]|^latest$/i.test(value.replace(/@.*/, ''))
    ? `${show(value)} is a range, and which chart it means would change without a commit; name one version (${example})`
    : `${show(value)} is not a version of a chart (${example})`;
}

const value: z.ZodType<ChartValue, ChartValue> = z
  .lazy(() => z.union([verbatim, z.number(), z.boolean(), z.array(value), values]))
  .meta({ id: 'ChartValue', description: 'A value of a chart' });

const values: z.ZodType<ChartValues, ChartValues> = z.record(z.string(), value);

/** `auth.password`, `users[0].password`: what Helm’s `--set` takes for a path, without what it reads otherwise. */
const PATH = /^[A-Za-z0-9_-]+(\[\d{1,3}\])*(\.[A-Za-z0-9_-]+(\[\d{1,3}\])*)*$/;

const valueFromSecret = z
  .strictObject({
    path: text({
      'chart-value-path-invalid': (path) =>
        PATH.test(path) && path.length <= 250
          ? undefined
          : `${show(path)} is not a path to a value of a chart (expected, for example, auth.password)`,
    }).meta({ description: 'Where the chart expects the value, for example auth.password' }),
    secret: objectName.meta({ description: 'Name of a Secret in the tenant’s namespace' }),
    key: objectKey.meta({ description: 'Key of the Secret' }),
  })
  .meta({ id: 'ChartSecret', description: 'A value of a chart that is the value of a key of a Secret' });

refusedKeys.add(valueFromSecret, {
  valuesKey: 'is how Flux writes it; write { path: PATH, secret: NAME, key: KEY }',
  targetPath: 'is how Flux writes it; write { path: PATH, secret: NAME, key: KEY }',
});

const KINDS = new RegExp(`^(${POD_KINDS.join('|')})(/(.+))?$`);

const containers = unique(label, 'container').min(1);

const pods = z
  .strictObject({
    object: text({
      'chart-object-invalid': (object) => {
        const [, kind, , name] = KINDS.exec(object) ?? [];
        const isName = name === undefined || objectName.safeParse(name).success;
        return kind !== undefined && isName
          ? undefined
          : `${show(object)} is not a kind with pods, or one and a name (expected, for example, StatefulSet, or StatefulSet/redis-master)`;
      },
    }).meta({
      description: 'Kind, or kind and name, of objects that the chart makes, for example StatefulSet/redis-master',
    }),
    containers: containers.meta({ description: 'Names of all their containers' }),
    initContainers: containers.meta({ description: 'Names of all their init containers. Default: none' }).optional(),
  })
  .meta({ id: 'ChartPods', description: 'Objects of a chart, and the containers of their pods' });

const chart = z
  .strictObject({
    name: text({
      'name-invalid': labelFault,
      'name-too-long': (name) =>
        name.length > RELEASE_LIMIT
          ? `${show(name)} has ${name.length} characters, ${name.length - RELEASE_LIMIT} more than the name of a release may have`
          : undefined,
    }).meta({ description: 'Name of the release, by which charts name their objects: a DNS label' }),
    chart: text({ 'chart-invalid': chartFault }).meta({
      description: 'Address of the chart in an OCI registry, for example oci://registry.example.com/charts/redis',
    }),
    version: text({ 'chart-version-invalid': versionFault }).meta({
      description: 'Exact version, for example 20.1.0, with its digest or without it: 20.1.0@sha256:…',
    }),
    secret: objectName
      .meta({
        description:
          'Secret in the tenant’s namespace with the credentials for the registry, of type kubernetes.io/dockerconfigjson. Default: none',
      })
      .optional(),
    values: values
      .meta({ description: 'Values of the chart, without passwords. Default: those of the chart' })
      .optional(),
    valuesFrom: unique(valueFromSecret, 'path', ({ path }) => path)
      .meta({ description: 'Values from Secrets, over those of values. Default: none' })
      .optional(),
    pods: unique(pods, 'object', ({ object }) => object)
      .superRefine((entries, context) => {
        for (const [index, { object }] of entries.entries()) {
          const [kind, name] = object.split('/');
          if (name !== undefined && entries.some((other) => other.object === kind))
            context.addIssue(
              issue('chart-object-invalid', `is also one of ${kind}, which another entry is for; name each ${kind}`, [
                index,
                'object',
              ]),
            );
        }
      })
      .meta({
        description:
          'Containers that get the proxy variables and the restricted security context. An empty list: the chart’s own values set both. Where cluster.mutatingAdmission is set, the API server sets both in every container. Default: none, without it with a warning',
      })
      .optional(),
  })
  .meta({ id: 'Chart', description: 'A Helm chart, installed with the tenant’s rights' });

refusedKeys.add(chart, {
  repo: 'is part of chart: oci://…',
  repository: 'is part of chart: oci://…',
  namespace: 'is always the tenant’s; leave it out',
});

/** `charts` of a tenant. */
export const charts = z.array(chart).meta({ description: 'Helm charts that the tenant runs. Default: none' });
