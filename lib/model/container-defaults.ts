import { VERSIONS } from '../versions';

/** What the LimitRange of a tenant's namespace gives a container that says nothing. */
export const CONTAINER_DEFAULTS = {
  requests: { cpu: '50m', memory: '64Mi' },
  limits: { cpu: '100m', memory: '128Mi' },
} as const;

/** The user of distroless images: not root, and numeric, so that the kubelet can tell. */
export const DEFAULT_USER = 65532;

/** HAProxy of a tenant's gateway. */
export const GATEWAY_IMAGE = `haproxy:${VERSIONS.haproxy}-alpine`;
