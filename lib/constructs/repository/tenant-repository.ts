import { Construct } from 'constructs';
import { Kustomization, KustomizationSpecSourceRefKind } from '../../../imports/kustomize.toolkit.fluxcd.io';
import { GitRepository } from '../../../imports/source.toolkit.fluxcd.io';
import { environmentFaults, tenantFaults } from '../../model/props';
import { shardLabels } from '../../model/shards';
import type { Flux, Repository } from '../../model/types';
import { KUSTOMIZE_FILES } from '../../vocabulary';
import { atProps, validateProps } from '../_props';
import { ownAccount } from './_own-account';

export interface TenantRepositoryProps {
  readonly tenant: string;
  readonly namespace: string;
  readonly repository: Repository;
  /** How often it is looked at and applied, and whether the controllers of a shard do. */
  readonly flux: Pick<Flux, 'interval' | 'timeout' | 'retryInterval'> & Partial<Pick<Flux, 'shards'>>;
}

/**
 * A tenant's own repository, in the tenant's own namespace: Flux applies it as an account that has the tenant's role
 * there and nothing anywhere else, whatever the repository says.
 */
export class TenantRepository extends Construct {
  constructor(scope: Construct, id: string, props: TenantRepositoryProps) {
    super(scope, id);
    const { tenant, namespace, repository, flux } = props;
    validateProps(this, () => [
      ...atProps(tenantFaults({ name: tenant, namespace, repository }), { name: 'tenant' }),
      ...environmentFaults({ flux }),
    ]);
    const metadata = { name: props.tenant, namespace };
    ownAccount(this, tenant, namespace);
    new GitRepository(this, 'repository', {
      metadata,
      spec: {
        interval: flux.interval,
        url: repository.url,
        ref: repository.ref,
        // Without Kustomize files Flux applies the manifests as they stand. One of these files is enough to have the controller
        // fetch from anywhere, and to put the answer where the tenant can read it. This list is
        // later than, and so stronger than, what a .sourceignore of the repository says.
        ignore: repository.kustomize ? undefined : KUSTOMIZE_FILES.map((name) => `${name}\n`).join(''),
        secretRef: repository.secret === undefined ? undefined : { name: repository.secret },
      },
    });
    new Kustomization(this, 'kustomization', {
      metadata: { ...metadata, labels: shardLabels(tenant, flux.shards) },
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
