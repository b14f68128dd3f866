import { KUSTOMIZE } from '../vocabulary';

interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly revision: readonly string[];
}

const KINDS: readonly Kind[] = [
  {
    group: KUSTOMIZE,
    version: 'v1',
    kind: 'Kustomization',
    revision: ['status', 'lastAppliedRevision'],
  },
  {
    group: 'source.toolkit.fluxcd.io',
    version: 'v1',
    kind: 'GitRepository',
    revision: ['status', 'artifact', 'revision'],
  },
];

/** What kube-state-metrics needs for `--custom-resource-state-config-file`, so that it reports Flux's objects. */
export function kubeStateMetricsConfig(): object {
  return {
    kind: 'CustomResourceStateMetrics',
    spec: {
      resources: KINDS.map(({ revision, ...groupVersionKind }) => ({
        groupVersionKind,
        metricNamePrefix: 'gotk',
        metrics: [
          {
            name: 'resource_info',
            help: 'State of an object of Flux.',
            each: { type: 'Info', info: { labelsFromPath: { name: ['metadata', 'name'] } } },
            labelsFromPath: {
              exported_namespace: ['metadata', 'namespace'],
              ready: ['status', 'conditions', '[type=Ready]', 'status'],
              suspended: ['spec', 'suspend'],
              revision,
            },
          },
        ],
      })),
    },
  };
}
