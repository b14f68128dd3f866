import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { Kustomization, KustomizationSpecSourceRefKind } from '../../../imports/kustomize.toolkit.fluxcd.io';
import { GitRepository } from '../../../imports/source.toolkit.fluxcd.io';
import type { Flux, Repository } from '../../model/types';
import { TENANT_ROLE } from '../namespace/tenant-role';

export interface TenantRepositoryProps {
  readonly tenant: string;
  readonly namespace: string;
  readonly repository: Repository;
  /** How often it is looked at and applied. */
  readonly flux: Pick<Flux, 'interval' | 'timeout' | 'retryInterval'>;
}

/**
 * The names under which Kustomize looks for what to do. Without them Flux applies the manifests as they stand; with them,
 * a line is enough to have its controller fetch from anywhere, and put the answer where the tenant can read it.
 */
const KUSTOMIZE_FILES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/**
 * A tenant's own repository, in the tenant's own namespace: Flux applies it as an account that has the tenant's role
 * there and nothing anywhere else, whatever the repository says.
 */
export class TenantRepository extends Construct {
  constructor(scope: Construct, id: string, props: TenantRepositoryProps) {
    super(scope, id);
    const { namespace, repository, flux } = props;
    const metadata = { name: props.tenant, namespace };
    // They stay when the rest goes: Flux removes what it has applied as this account, after it has removed all else.
    const annotations = { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' };
    new k8s.KubeServiceAccount(this, 'account', {
      metadata: { ...metadata, annotations },
      automountServiceAccountToken: false,
    });
    new k8s.KubeRoleBinding(this, 'binding', {
      metadata: { name: `${TENANT_ROLE}-repository`, namespace, annotations },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: TENANT_ROLE },
      subjects: [{ kind: 'ServiceAccount', ...metadata }],
    });
    new GitRepository(this, 'repository', {
      metadata,
      spec: {
        interval: flux.interval,
        url: repository.url,
        ref: repository.ref,
        // Later than, and so stronger than, what a .sourceignore of the repository says.
        ignore: repository.kustomize ? undefined : KUSTOMIZE_FILES.map((name) => `${name}\n`).join(''),
        secretRef: repository.secret === undefined ? undefined : { name: repository.secret },
      },
    });
    new Kustomization(this, 'kustomization', {
      metadata,
      spec: {
        interval: flux.interval,
        timeout: flux.timeout,
        retryInterval: flux.retryInterval,
        path: repository.path,
        prune: true,
        sourceRef: { kind: KustomizationSpecSourceRefKind.GIT_REPOSITORY, name: props.tenant },
        targetNamespace: namespace,
        serviceAccountName: props.tenant,
      },
    });
  }
}
