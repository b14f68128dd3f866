import { KUSTOMIZE, POD_SECURITY, POD_SECURITY_LEVEL } from '../../vocabulary';
import { DEFINITIONS } from './definition';
import { deployment } from './deployment';
import { CONTROLLERS, clusterMetadata, FLUX_SYSTEM, metadata } from './metadata';
import { POLICIES, SERVICES } from './network';
import { BINDINGS, ROLES } from './rights';
import { anything, exactly, type Mismatch, map, type Shape } from './shape';
import { gitRepository, kustomization, ociRepository } from './sync';

/** What may differ from one installation of Flux to another. */
export interface Installation {
  readonly environment: string;
  /** Registry of the controllers' images. */
  readonly registry: string;
  /** Address of the repository; undefined: the settings do not know it. */
  readonly url?: string;
}

interface Identified {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

const WARN = `${POD_SECURITY}warn`;

const NAMESPACE = map({
  apiVersion: exactly('v1'),
  kind: exactly('Namespace'),
  metadata: clusterMetadata(FLUX_SYSTEM, {
    labels: { [WARN]: exactly(POD_SECURITY_LEVEL), [`${WARN}-version`]: exactly('latest') },
  }),
});

/**
 * What has against an object that it is not as `flux bootstrap` and `flux install` write the object of its kind and name.
 *
 * @returns undefined: they write no such object
 */
export function differences(object: Identified, installation: Installation): readonly Mismatch[] | undefined {
  return shapeOf(object, installation)?.(object, []);
}

function shapeOf(
  { apiVersion, kind, metadata: { name, namespace } }: Identified,
  installation: Installation,
): Shape | undefined {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const cluster: Readonly<Record<string, Readonly<Record<string, Shape>>>> = {
    ' Namespace': { [FLUX_SYSTEM]: NAMESPACE },
    'apiextensions.k8s.io CustomResourceDefinition': DEFINITIONS,
    'rbac.authorization.k8s.io ClusterRole': ROLES,
    'rbac.authorization.k8s.io ClusterRoleBinding': BINDINGS,
  };
  const namespaced: typeof cluster = {
    ' ResourceQuota': { 'critical-pods': quota(name), [`critical-pods-${FLUX_SYSTEM}`]: quota(name) },
    ' Service': SERVICES,
    ' ServiceAccount': Object.fromEntries(CONTROLLERS.map((each) => [each, account(each)])),
    'apps Deployment': Object.fromEntries(CONTROLLERS.map((each) => [each, deployment(each, installation.registry)])),
    [`${KUSTOMIZE} Kustomization`]: { [FLUX_SYSTEM]: kustomization(installation.environment) },
    'networking.k8s.io NetworkPolicy': POLICIES,
    'source.toolkit.fluxcd.io GitRepository': { [FLUX_SYSTEM]: gitRepository(installation.url) },
    'source.toolkit.fluxcd.io OCIRepository': { [FLUX_SYSTEM]: ociRepository },
  };
  const key = `${group} ${kind}`;
  return own(own(cluster, key), name) ?? (namespace === FLUX_SYSTEM ? own(own(namespaced, key), name) : undefined);
}

function account(name: string): Shape {
  return map({ apiVersion: exactly('v1'), kind: exactly('ServiceAccount'), metadata: metadata(name) });
}

function quota(name: string): Shape {
  return map({
    apiVersion: exactly('v1'),
    kind: exactly('ResourceQuota'),
    metadata: metadata(name),
    spec: map({
      hard: map({ pods: anything }),
      scopeSelector: exactly({
        matchExpressions: [
          {
            operator: 'In',
            scopeName: 'PriorityClass',
            values: ['system-node-critical', 'system-cluster-critical'],
          },
        ],
      }),
    }),
  });
}

function own<T>(holder: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return holder && Object.hasOwn(holder, key) ? holder[key] : undefined;
}
