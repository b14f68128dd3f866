import { Construct } from 'constructs';
import { Kustomization, KustomizationSpecSourceRefKind } from '../../imports/kustomize.toolkit.fluxcd.io';
import type { Flux } from '../model/types';
import { FLUX_SYSTEM, PLATFORM_ACCOUNT } from '../vocabulary';

export interface ReconciliationProps {
  readonly name: string;
  /** Folder in the repository, for example `./dist/overlays/development`. */
  readonly path: string;
  readonly flux: Flux;
  /** Names of Kustomizations that have to be ready before. @default - none */
  readonly after?: readonly string[];
  /** Account in flux-system that is impersonated. @default - Flux's own; under lock-down, which takes that away, it is named */
  readonly account?: string;
}

/** One Flux Kustomization: a folder of the repository, kept true in the cluster. */
export class Reconciliation extends Construct {
  constructor(scope: Construct, id: string, props: ReconciliationProps) {
    super(scope, id);
    const { flux } = props;
    new Kustomization(this, 'kustomization', {
      metadata: { name: props.name, namespace: FLUX_SYSTEM },
      spec: {
        interval: flux.interval,
        timeout: flux.timeout,
        retryInterval: flux.retryInterval,
        path: props.path,
        prune: flux.prune,
        sourceRef: { kind: KustomizationSpecSourceRefKind.GIT_REPOSITORY, name: flux.source.name },
        dependsOn: props.after?.map((name) => ({ name })),
        serviceAccountName: props.account ?? (flux.lockdown ? PLATFORM_ACCOUNT : undefined),
      },
    });
  }
}
