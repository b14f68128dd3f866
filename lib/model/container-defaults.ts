/** What the LimitRange of a tenant's namespace gives a container without resources of its own. */
export const CONTAINER_DEFAULTS = {
  requests: { cpu: '50m', memory: '64Mi' },
  limits: { cpu: '100m', memory: '128Mi' },
} as const;

export { DEFAULT_USER } from '../settings/container';
