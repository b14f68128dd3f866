import type { k8s } from 'cdk8s-plus-28';
import { DEFAULT_USER } from '../model/container-defaults';

/** What Pod Security calls restricted, for pods of the platform's own. */
export const RESTRICTED_POD = {
  runAsNonRoot: true,
  runAsUser: DEFAULT_USER,
  runAsGroup: DEFAULT_USER,
  fsGroup: DEFAULT_USER,
  seccompProfile: { type: 'RuntimeDefault' },
} as const satisfies k8s.PodSecurityContext;

export const RESTRICTED_CONTAINER = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
} satisfies k8s.SecurityContext;
