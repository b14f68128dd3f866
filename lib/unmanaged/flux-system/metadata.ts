import { FLUX_SYSTEM, INSTANCE_LABEL, PLATFORM_ACCOUNT } from '../../vocabulary';
import { exactly, map, matching, type Shape } from './shape';

export { FLUX_SYSTEM };

/** All controllers that Flux has. */
export const CONTROLLERS: readonly string[] = [
  'source-controller',
  PLATFORM_ACCOUNT,
  'helm-controller',
  'notification-controller',
  'image-reflector-controller',
  'image-automation-controller',
  'source-watcher',
];

const VERSION = matching(/^(v\d[\w.+-]*|latest)$/, 'v2.7.0');

/** Labels that `flux install` gives everything. */
export const LABELS: Readonly<Record<string, Shape>> = {
  'app.kubernetes.io/component': exactly(...CONTROLLERS),
  [INSTANCE_LABEL]: exactly(FLUX_SYSTEM),
  'app.kubernetes.io/part-of': exactly('flux'),
  'app.kubernetes.io/version': VERSION,
};

interface Extra {
  readonly labels?: Readonly<Record<string, Shape>>;
  readonly annotations?: Shape;
}

/** Of an object of the cluster. */
export function clusterMetadata(name: string, { labels = {}, annotations }: Extra = {}): Shape {
  return map({ name: exactly(name) }, optional(labels, annotations));
}

/** Of an object in flux-system. */
export function metadata(name: string, { labels = {}, annotations }: Extra = {}): Shape {
  return map({ name: exactly(name), namespace: exactly(FLUX_SYSTEM) }, optional(labels, annotations));
}

function optional(labels: Readonly<Record<string, Shape>>, annotations: Shape | undefined) {
  return {
    creationTimestamp: exactly(null),
    labels: map({}, { ...LABELS, ...labels }),
    ...(annotations ? { annotations } : {}),
  };
}
