import { KUSTOMIZE, ORIGIN_REVISION } from '../vocabulary';

interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Labels of its own, each with the path of its value. */
  readonly labels?: Readonly<Record<string, readonly string[]>>;
}

const SOURCE = 'source.toolkit.fluxcd.io';
const ARTIFACT = ['status', 'artifact'];

const KINDS: readonly Kind[] = [
  { group: KUSTOMIZE, version: 'v1', kind: 'Kustomization', labels: { revision: ['status', 'lastAppliedRevision'] } },
  { group: SOURCE, version: 'v1', kind: 'GitRepository', labels: { revision: [...ARTIFACT, 'revision'] } },
];

const KINDS_OF_ARTIFACTS: readonly Kind[] = [
  {
    group: SOURCE,
    version: 'v1',
    kind: 'ExternalArtifact',
    labels: { revision: [...ARTIFACT, 'revision'], origin_revision: [...ARTIFACT, 'metadata', ORIGIN_REVISION] },
  },
  { group: 'source.extensions.fluxcd.io', version: 'v1beta1', kind: 'ArtifactGenerator' },
];

/**
 * What kube-state-metrics needs for `--custom-resource-state-config-file`, so that it reports Flux's objects.
 *
 * @param artifacts whether Kustomizations read artifacts
 */
export function kubeStateMetricsConfig(artifacts: boolean): object {
  return {
    kind: 'CustomResourceStateMetrics',
    spec: {
      resources: [...KINDS, ...(artifacts ? KINDS_OF_ARTIFACTS : [])].map(({ labels, ...groupVersionKind }) => ({
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
              ...labels,
            },
          },
        ],
      })),
    },
  };
}
