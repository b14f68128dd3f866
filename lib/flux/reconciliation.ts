import { Construct } from 'constructs';
import {
  Kustomization,
  KustomizationSpecDecryptionProvider,
  KustomizationSpecSourceRefKind,
} from '../../imports/kustomize.toolkit.fluxcd.io';
import type { Flux } from '../model/types';
import { FLUX_SYSTEM, PLATFORM_ACCOUNT } from '../vocabulary';

export interface ReconciliationProps {
  readonly name: string;
  /** Folder in the repository, for example `./dist/overlays/development`. */
  readonly path: string;
  readonly flux: Flux;
  /** ExternalArtifact in flux-system that holds the folder. @default - the environment's GitRepository does */
  readonly artifact?: string;
  /** Names of Kustomizations that have to be ready before. @default - none */
  readonly after?: readonly string[];
  /** Account in flux-system that is impersonated. @default - Flux's own; under lock-down, which takes that away, it is named */
  readonly account?: string;
  /** Secret in flux-system whose keys decrypt encrypted Secrets. @default - none are */
  readonly decryptedBy?: string;
  /** Objects that have to run before it is Ready. @default - none: it is Ready once all is applied */
  readonly healthy?: readonly RunningObject[];
  /** Labels that have the controllers of a shard reconcile it. @default - none: the main controllers do */
  readonly shard?: Readonly<Record<string, string>>;
}

/** What runs pods. */
export interface RunningObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

/** Longer than most pods take to start. Flux’s own default is the interval, which can be one minute. */
const TIME_TO_START = '5m';

/** One Flux Kustomization: a folder of the repository, kept true in the cluster. */
export class Reconciliation extends Construct {
  constructor(scope: Construct, id: string, props: ReconciliationProps) {
    super(scope, id);
    const { flux, healthy = [] } = props;
    const isWaiting = healthy.length > 0;
    new Kustomization(this, 'kustomization', {
      metadata: { name: props.name, namespace: FLUX_SYSTEM, labels: props.shard },
      spec: {
        interval: flux.interval,
        timeout: flux.timeout ?? (isWaiting ? TIME_TO_START : undefined),
        retryInterval: flux.retryInterval,
        path: props.path,
        prune: flux.prune,
        sourceRef:
          props.artifact === undefined
            ? { kind: KustomizationSpecSourceRefKind.GIT_REPOSITORY, name: flux.source.name }
            : { kind: KustomizationSpecSourceRefKind.EXTERNAL_ARTIFACT, name: props.artifact },
        healthChecks: isWaiting ? [...healthy] : undefined,
        dependsOn: props.after?.map((name) => ({ name })),
        decryption:
          props.decryptedBy === undefined
            ? undefined
            : { provider: KustomizationSpecDecryptionProvider.SOPS, secretRef: { name: props.decryptedBy } },
        serviceAccountName: props.account ?? (flux.lockdown ? PLATFORM_ACCOUNT : undefined),
      },
    });
  }
}
