import { NODE_POOL } from './labels';
import { TENANT_ROLE } from './names';

/** Annotation of a tenant's namespace: the URL of the proxy that its pods use. */
export const EGRESS_PROXY = 'egress-proxy';

/** Annotation of a tenant's namespace: the registries that images may come from. */
export const IMAGE_REGISTRIES = 'image-registries';

/** Annotation of a tenant's namespace: the audiences that tokens of pods may have. */
export const TOKEN_AUDIENCES = 'token-audiences';

/** Annotation of a tenant's namespace: the hosts of its routes. */
export const ROUTE_HOSTS = 'route-hosts';

/** Annotation of a tenant's namespace: whether it takes new pods. */
export const STATE = `${TENANT_ROLE}/state`;

/** Value of {@link STATE} of a tenant that gets no new pods and no new connections. */
export const CORDONED = 'cordoned';
/** Annotation of a tenant's namespace: service addresses and the hosts that pods take for them. */
export const HOST_ALIASES = 'host-aliases';

/** Annotation of a tenant's namespace: what its pods reach without the proxy, where they are told so when they are created. */
export const DIRECT_HOSTS = 'no-proxy';

/** Annotation of a gateway's Service: the host that it stands for in the tenant's pods. */
export const EGRESS_HOST = 'egress-host';

/** Annotation that an administrator sets on an existing namespace, so that the tenant of this name may take it over. */
export const ADOPT = `${TENANT_ROLE}/adopt`;

/** Annotations of a namespace that admission policies read. Only the platform may write them. */
export const POLICY_ANNOTATIONS = [NODE_POOL, EGRESS_PROXY, IMAGE_REGISTRIES, TOKEN_AUDIENCES, ADOPT];

/** Annotation of a gateway's ConfigMap: how long connections may last through a proxy that is drained. */
export const DRAIN_GRACE = 'egress-drain-grace';

/** Prefix of the annotations that the API server's own admission plugins read from a namespace. */
export const SCHEDULER = 'scheduler.alpha.kubernetes.io/';

/** API group of Flux Kustomizations, and domain of the annotations that kustomize-controller reads. */
export const KUSTOMIZE = 'kustomize.toolkit.fluxcd.io';

/** API group of Flux's Alerts and Providers. */
export const NOTIFICATION = 'notification.toolkit.fluxcd.io';

/** Annotation `disabled`: Flux keeps an object that is no longer in its build. */
export const PRUNE = `${KUSTOMIZE}/prune`;

/** Annotation `enabled`: Flux replaces an object that it cannot change. */
export const FORCE = `${KUSTOMIZE}/force`;

/** Annotation `disabled`: Flux leaves an object alone. */
export const RECONCILE = `${KUSTOMIZE}/reconcile`;

/** Annotation of the Deployments of Flux’s controllers that belong to a shard. */
export const SHARD_ROLE = 'sharding.fluxcd.io/role';

/** Annotations of what Flux must not delete. */
export const KEPT: Readonly<Record<string, string>> = { [PRUNE]: 'disabled' };

/** Annotations of what Flux replaces when it cannot change it. */
export const FORCED: Readonly<Record<string, string>> = { [FORCE]: 'enabled' };

/** In the metadata of an artifact: the revision of the repository that it was made of. */
export const ORIGIN_REVISION = 'org.opencontainers.image.revision';
