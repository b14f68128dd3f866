import { kustomization } from '../kustomize';
import { BOOTSTRAP_FILES, PLATFORM_ACCOUNT, SHARD_KEY, SHARD_ROLE } from '../vocabulary';

/** The controllers that each shard has. Sources are fetched once, and events are sent once, by the main controllers. */
export const SHARDED = [PLATFORM_ACCOUNT, 'helm-controller'] as const;

/** Argument by which the main controllers leave to shards what is theirs. */
export const WATCHED_BY_MAIN = `--watch-label-selector=!${SHARD_KEY}`;

/** Annotation selector of the main controllers' Deployments. */
export const MAIN_ONLY = `!${SHARD_ROLE}`;

const COMPONENT = 'app.kubernetes.io/component';

/**
 * The kustomization.yaml of a shard: the Deployments of its controllers, made of those of bootstrap, so that they have its
 * version, and accounts and rights of the main ones.
 */
export function shardKustomization(shard: string): object {
  const [components] = BOOTSTRAP_FILES;
  const removed = 'apiVersion: v1\nkind: any\nmetadata:\n  name: any\n$patch: delete\n';
  return {
    ...kustomization({ resources: [`../${components}`] }),
    nameSuffix: `-${shard}`,
    patches: [
      { target: { labelSelector: `${COMPONENT} notin (${SHARDED.join(',')})` }, patch: removed },
      { target: { kind: '(CustomResourceDefinition|ServiceAccount)' }, patch: removed },
      ...SHARDED.map((controller) => ({
        target: { kind: 'Deployment', name: controller },
        patch: ownPods(controller, `${controller}-${shard}`),
      })),
      {
        target: { kind: 'Deployment' },
        patch: `- op: add\n  path: /spec/template/spec/containers/0/args/-\n  value: --watch-label-selector=${SHARD_KEY}=${shard}\n`,
      },
    ],
  };
}

function ownPods(controller: string, app: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${controller}
  annotations:
    ${SHARD_ROLE}: shard
spec:
  selector:
    matchLabels:
      app: ${app}
  template:
    metadata:
      labels:
        app: ${app}
`;
}
