import { list as asList, map as asMap, isMap } from '../../data';
import { objectKey } from '../../kustomize';
import type { ExpectedObject } from '../expected';
import type { LiveObject } from '../live-object';
import { compareObjects, describe, resourceOf } from '../objects';
import { list } from '../rights';
import type { Check, Result, World } from '../types';

const RUNNING = ['Deployment', 'StatefulSet', 'DaemonSet'];
const KINDS = [...RUNNING, 'Job', 'CronJob', 'Service', 'PodDisruptionBudget', 'HorizontalPodAutoscaler'];

export const check: Check = {
  title: 'workloads are as rendered, and their pods are ready',
  rights: [
    ...list('apps', 'deployments', 'statefulsets', 'daemonsets'),
    ...list('batch', 'jobs', 'cronjobs'),
    ...list('policy', 'poddisruptionbudgets'),
    ...list('autoscaling', 'horizontalpodautoscalers'),
    ...list('', 'services', 'pods'),
  ],
  async run(world) {
    const expected = world.expected.ofKind(...KINDS);
    const compared = await compareObjects(world, expected, {
      missing: 'live-workload-missing',
      differs: 'live-workload-differs',
      exact: false,
    });
    const running = await Promise.all(
      expected.filter(({ object }) => RUNNING.includes(object.kind)).map((each) => readiness(world, each)),
    );
    return [...compared, ...running.flat()];
  },
};

async function readiness(world: World, each: ExpectedObject): Promise<Result[]> {
  const live = (await world.cluster.list(resourceOf(each))).find((one) => objectKey(one) === objectKey(each.object));
  if (!live) return [];
  const about = { ...(each.tenant === undefined ? {} : { tenant: each.tenant }), object: describe(each) };
  const status = asMap(live.status);
  const wanted = wantedPods(world, each, live);
  const ready = Number(status.readyReplicas ?? status.numberReady ?? 0);
  const isCurrent = status.observedGeneration === live.metadata.generation;
  const updated = Number(status.updatedReplicas ?? status.updatedNumberScheduled ?? 0);
  if (isCurrent && ready >= wanted && updated >= wanted && !status.unavailableReplicas)
    return [{ ...about, message: `${ready} of ${wanted} pods are ready` }];
  const reason = await reasonOf(world, live);
  const old = updated < wanted ? `; ${updated} of ${wanted} are of the current template` : '';
  const behind = isCurrent ? old : '; its controller has not seen the last change';
  return [
    {
      ...about,
      message: `${ready} of ${wanted} pods are ready${reason}${behind}`,
      found: { id: 'live-workload-not-running' },
    },
  ];
}

/** As the settings ask for, or as its autoscaler does, whatever it was scaled to. */
function wantedPods({ expected }: World, { object }: ExpectedObject, live: LiveObject): number {
  if (object.kind === 'DaemonSet') return Math.max(1, Number(asMap(live.status).desiredNumberScheduled ?? 0));
  const replicas = asMap(object.spec).replicas;
  if (typeof replicas === 'number') return replicas;
  const scaler = expected.ofKind('HorizontalPodAutoscaler').find(({ object: one }) => {
    const target = asMap(asMap(one.spec).scaleTargetRef);
    return one.metadata.namespace === object.metadata.namespace && target.name === object.metadata.name;
  });
  const least = asMap(scaler?.object.spec).minReplicas;
  return typeof least === 'number' ? least : 1;
}

/** Why the first of its pods is not ready. */
async function reasonOf({ cluster }: World, live: LiveObject): Promise<string> {
  const labels = asMap(asMap(asMap(live.spec).selector).matchLabels);
  const pods = (await cluster.list('pods', live.metadata.namespace)).filter(({ metadata }) =>
    Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value),
  );
  if (pods.length === 0) return ': it has no pod';
  const words = pods.flatMap(({ metadata, status }) => {
    const { containerStatuses, conditions } = asMap(status);
    const waiting = asList(containerStatuses).flatMap((one) => {
      const { waiting: why, terminated } = asMap(asMap(one).state);
      const cause = isMap(why) ? why : isMap(terminated) ? terminated : undefined;
      return cause ? [String(cause.reason ?? 'not running')] : [];
    });
    const place = asList(conditions).flatMap((one) => {
      const { type, status: state, message } = asMap(one);
      return type === 'PodScheduled' && state === 'False' ? [String(message)] : [];
    });
    const [reason] = [...waiting, ...place];
    return reason === undefined ? [] : [`: pod ${metadata.name}: ${reason}`];
  });
  return words[0] ?? '';
}
