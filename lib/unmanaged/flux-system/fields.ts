import { isMap } from '../../data';
import { exactly, having, type Shape } from './shape';

/** A field of a custom resource: its type, its fields if it is an object, or what its elements are. */
type Field = string | readonly [Field] | Fields;
interface Fields {
  readonly [name: string]: Field;
}

const NAME: Fields = { name: 'string' };
const DEPENDENCIES: Field = [{ name: 'string', namespace: 'string' }];

const SOURCE: Fields = {
  ignore: 'string',
  interval: 'string',
  secretRef: NAME,
  suspend: 'boolean',
  timeout: 'string',
  url: 'string',
};

const GIT: Fields = {
  ...SOURCE,
  include: [{ fromPath: 'string', repository: NAME, toPath: 'string' }],
  recurseSubmodules: 'boolean',
  ref: { branch: 'string', commit: 'string', semver: 'string', tag: 'string' },
  verify: { mode: 'string', secretRef: NAME },
};

const OCI: Fields = {
  ...SOURCE,
  certSecretRef: NAME,
  insecure: 'boolean',
  provider: 'string',
  ref: { digest: 'string', semver: 'string', tag: 'string' },
  serviceAccountName: 'string',
  verify: { provider: 'string', secretRef: NAME },
};

/**
 * Fields of the spec that decide what is applied, from where, and as whom. Flux has them all since 2.2. The API server
 * drops a field that the definition does not know: without `serviceAccountName`, for example, Flux would apply a tenant's
 * repository with its own rights.
 */
const FIELDS: Readonly<Record<string, Fields>> = {
  Kustomization: {
    decryption: { provider: 'string', secretRef: NAME },
    dependsOn: DEPENDENCIES,
    force: 'boolean',
    interval: 'string',
    kubeConfig: { secretRef: NAME },
    patches: [{ patch: 'string', target: { kind: 'string', name: 'string', namespace: 'string' } }],
    path: 'string',
    postBuild: { substitute: 'object', substituteFrom: [{ kind: 'string', name: 'string' }] },
    prune: 'boolean',
    retryInterval: 'string',
    serviceAccountName: 'string',
    sourceRef: { apiVersion: 'string', kind: 'string', name: 'string', namespace: 'string' },
    suspend: 'boolean',
    targetNamespace: 'string',
    timeout: 'string',
  },
  GitRepository: { ...GIT, ref: { ...(GIT.ref as Fields), name: 'string' } },
  OCIRepository: {
    ...OCI,
    verify: { ...(OCI.verify as Fields), matchOIDCIdentity: [{ issuer: 'string', subject: 'string' }] },
  },
  HelmRelease: {
    dependsOn: DEPENDENCIES,
    interval: 'string',
    kubeConfig: { secretRef: NAME },
    releaseName: 'string',
    serviceAccountName: 'string',
    storageNamespace: 'string',
    suspend: 'boolean',
    targetNamespace: 'string',
    timeout: 'string',
  },
};

/** The same for beta versions that are only served: they never got some fields. */
const BETA: typeof FIELDS = { ...FIELDS, GitRepository: GIT, OCIRepository: OCI };

/** A version of a definition, whose schema has to know the fields that its kind needs. */
export function knowsFields(kind: string): Shape {
  return (version, path) => {
    const beta = isMap(version) && version.storage === false && /beta/.test(String(version.name));
    const spec = (beta ? BETA : FIELDS)[kind];
    if (!spec) return [];
    return having({ schema: having({ openAPIV3Schema: describing({ spec }) }) })(version, path).map((mismatch) => ({
      ...mismatch,
      message: `${mismatch.message}, so that the API server would drop or refuse a field that Flux needs; restore the file that flux bootstrap wrote`,
    }));
  };
}

function describing(field: Field): Shape {
  if (typeof field === 'string') return having({ type: exactly(field) });
  if (isList(field)) return having({ type: exactly('array'), items: describing(field[0]) });
  const properties = Object.entries(field).map(([name, inner]): [string, Shape] => [name, describing(inner)]);
  return having({ type: exactly('object'), properties: having(Object.fromEntries(properties)) });
}

const isList = (field: readonly [Field] | Fields): field is readonly [Field] => Array.isArray(field);
