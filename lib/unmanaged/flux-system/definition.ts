import { isMap } from '../../data';
import { KUSTOMIZE, NOTIFICATION } from '../../vocabulary';
import { knowsFields } from './fields';
import { clusterMetadata } from './metadata';
import { all, anything, exactly, listOf, type Mismatch, map, matching, type Shape, type Step } from './shape';

/** Flux's kinds, by group and plural. */
const KINDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'source.toolkit.fluxcd.io': {
    buckets: 'Bucket',
    externalartifacts: 'ExternalArtifact',
    gitrepositories: 'GitRepository',
    helmcharts: 'HelmChart',
    helmrepositories: 'HelmRepository',
    ocirepositories: 'OCIRepository',
  },
  [KUSTOMIZE]: { kustomizations: 'Kustomization' },
  'helm.toolkit.fluxcd.io': { helmreleases: 'HelmRelease' },
  [NOTIFICATION]: { alerts: 'Alert', providers: 'Provider', receivers: 'Receiver' },
  'image.toolkit.fluxcd.io': {
    imagepolicies: 'ImagePolicy',
    imagerepositories: 'ImageRepository',
    imageupdateautomations: 'ImageUpdateAutomation',
  },
  'source.extensions.fluxcd.io': { artifactgenerators: 'ArtifactGenerator' },
};

export const FLUX_GROUPS: readonly string[] = Object.keys(KINDS);

/** The defaults that released definitions have, by property. Any other could set a field in every object of the kind. */
const DEFAULTS: Readonly<Record<string, Shape>> = {
  deletionPropagation: exactly('background'),
  digestReflectionPolicy: exactly('Never'),
  eventSeverity: exactly('info'),
  exclusionList: exactly(['^.*\\.sig$']),
  force: exactly(false),
  gitImplementation: exactly('go-git'),
  interval: exactly('10m'),
  kind: exactly('GitRepository'),
  mode: exactly('HEAD'),
  optional: exactly(false),
  order: exactly('asc'),
  provider: exactly('generic', 'cosign'),
  reconcileStrategy: exactly('ChartVersion'),
  status: exactly({ observedGeneration: -1 }),
  strategy: exactly('Setters'),
  timeout: exactly('60s'),
  update: exactly({ strategy: 'Setters' }),
  version: exactly('*'),
};

function definition(group: string, plural: string, kind: string): Shape {
  return map(
    {
      apiVersion: exactly('apiextensions.k8s.io/v1'),
      kind: exactly('CustomResourceDefinition'),
      metadata: clusterMetadata(`${plural}.${group}`, {
        annotations: map(
          {},
          {
            'controller-gen.kubebuilder.io/version': anything,
            [`${KUSTOMIZE}/substitute`]: exactly('disabled'),
          },
        ),
      }),
      spec: map(
        {
          group: exactly(group),
          names: map(
            { kind: exactly(kind), plural: exactly(plural) },
            { listKind: exactly(`${kind}List`), singular: anything, shortNames: anything, categories: anything },
          ),
          scope: exactly('Namespaced'),
          versions: listOf(all(version, knowsFields(kind))),
        },
        { preserveUnknownFields: exactly(false) },
      ),
    },
    { status: anything },
  );
}

const version = map(
  {
    name: matching(/^v\d+((alpha|beta)\d+)?$/, 'v1'),
    schema: defaults,
    served: exactly(true, false),
    storage: exactly(true, false),
  },
  {
    additionalPrinterColumns: anything,
    deprecated: exactly(true, false),
    deprecationWarning: anything,
    selectableFields: anything,
    subresources: exactly({ status: {} }, {}),
  },
);

/** The definitions, by name. Of their schemas, which differ from version to version, only defaults and needed fields are judged. */
export const DEFINITIONS: Readonly<Record<string, Shape>> = Object.fromEntries(
  Object.entries(KINDS).flatMap(([group, kinds]) =>
    Object.entries(kinds).map(([plural, kind]) => [`${plural}.${group}`, definition(group, plural, kind)]),
  ),
);

function defaults(value: unknown, path: readonly Step[]): readonly Mismatch[] {
  if (Array.isArray(value)) return value.flatMap((element, index) => defaults(element, [...path, index]));
  if (!isMap(value)) return [];
  // A property may itself be called default: then it is a schema, and not a value.
  return Object.entries(value).flatMap(([key, member]) =>
    key === 'default' && path[path.length - 1] !== 'properties'
      ? defaultOf(path[path.length - 1], member, [...path, key])
      : defaults(member, [...path, key]),
  );
}

function defaultOf(property: Step | undefined, value: unknown, path: readonly Step[]): readonly Mismatch[] {
  const shape = Object.hasOwn(DEFAULTS, String(property)) ? DEFAULTS[String(property)] : undefined;
  return shape ? shape(value, path) : [{ path, message: 'is not what Flux writes' }];
}
