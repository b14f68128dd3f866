import type { Problems } from '../entry';

/** Helm charts of tenants. */
export const CHARTS = {
  'chart-invalid': {
    title: 'A value is not the address of a chart in an OCI registry',
    why: 'Flux cannot fetch the chart from anywhere else.',
    fix: 'Write for example oci://registry.example.com/charts/redis, and the version under version.',
  },
  'chart-version-invalid': {
    title: 'A value is not an exact version of a chart',
    why: 'With a range, a newly published chart changes the cluster without a commit.',
    fix: 'Write for example 20.1.0, or 20.1.0@sha256:… to fix its content as well.',
  },
  'chart-not-allowed': {
    title: 'A chart is in none of the listed registries',
    why: 'What a chart contains is applied with the tenant’s rights, so charts come from the registries that images come from.',
    fix: 'Copy the chart to one of these registries with helm push, or add its registry.',
  },
  'chart-inside': {
    title: 'A chart may be on a machine inside the network',
    why: 'Flux’s controller fetches charts from inside the cluster, where the network policies of tenants do not apply.',
    fix: 'Name a public registry, or have the platform list this one under registries.',
  },
  'chart-value-path-invalid': {
    title: 'A value is not a path to a value of a chart',
    why: 'Flux would not know where to put the value of the Secret.',
    fix: 'Separate the keys with dots, for example auth.password.',
  },
  'chart-value-secret': {
    severity: 'warning',
    title: 'A value of a chart looks like a password',
    why: 'Everyone who can read the repository, now or later, can read the password.',
    fix: 'Put it into a Secret of the tenant’s namespace, and name its key under valuesFrom.',
  },
  'chart-values-too-large': {
    title: 'The values of a chart are too large',
    why: 'They are part of an object that the API server stores, and Helm stores them again with each release.',
    fix: 'Keep large content in a ConfigMap or in the chart.',
  },
  'chart-object-invalid': {
    title: 'A value is neither a kind with pods nor such a kind and a name',
    why: 'It would match no object of the chart, so nothing would be changed.',
    fix: 'Write for example StatefulSet/redis-master, or StatefulSet for all StatefulSets of the chart.',
  },
  'chart-pods-unset': {
    severity: 'warning',
    title: 'The containers of a chart are not known',
    why: 'Without cluster.mutatingAdmission the API server does not complete pods. It refuses the pods of the chart unless the chart’s values set the proxy variables and the restricted security context.',
    fix: 'List the containers under pods (docs/charts.md); set pods: [] if the chart’s values do it.',
  },
} as const satisfies Problems;
