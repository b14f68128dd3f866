import { type Context, groupOf, map, type Rendered } from './_rendered';

/** Autoscalers, whatever version of the API they are written for. */
export function autoscalersOf({ objects }: Context): readonly Rendered[] {
  return objects.filter(({ object }) => object.kind === 'HorizontalPodAutoscaler' && groupOf(object) === 'autoscaling');
}

/** The workload that an autoscaler scales; undefined: it is not rendered. */
export function targetOf(autoscaler: Rendered, { find }: Context): Rendered | undefined {
  const { apiVersion = '', kind, name } = map(map(autoscaler.object.spec).scaleTargetRef);
  const group = String(apiVersion).includes('/') ? String(apiVersion).replace(/\/.*/, '') : '';
  return find(group, String(kind), String(name), autoscaler.object.metadata.namespace);
}
