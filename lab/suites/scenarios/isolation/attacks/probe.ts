import { pod } from '../../tenant-repository/_shop';
import { asks, podObject } from '../_attempts';
import { attacks, type Outcome } from '../_types';
import { NAMESPACE, type World } from '../_world';

const PROBE = 'egress-probe';
const LABELS = { 'app.kubernetes.io/name': PROBE };
const DEPLOYMENT = `apps/v1:deployments/${PROBE}`;

/** Dry runs: what is taken would be repaired by Flux, and a probe that is stopped takes a while to come back. */
function patches(world: World, path: string, body: object): Promise<Outcome> {
  return asks(world, 'PATCH', `${path}?dryRun=All`, body);
}

/** What a tenant tries with the probe that watches it: to stop it, to forge what it reports, to report in its place. */
export const PROBE_ATTACKS = attacks('c', ['admission-egress-probe'], {
  'probe-deleted': {
    title: 'deletes the probe that would report its bypass',
    attempt: (world) => asks(world, 'DELETE', `${DEPLOYMENT}?dryRun=All`),
  },
  'probe-pods-deleted': {
    title: 'deletes the probe’s pods by their label, again and again',
    attempt: (world) => asks(world, 'DELETE', `pods?labelSelector=app.kubernetes.io/name%3D${PROBE}&dryRun=All`),
  },
  'probe-scaled': {
    title: 'scales the probe to zero',
    attempt: (world) => patches(world, `${DEPLOYMENT}/scale`, { spec: { replicas: 0 } }),
  },
  'probe-autoscaled': {
    title: 'has an autoscaler scale the probe, as a controller may',
    attempt: async (world, name) =>
      asks(world, 'POST', 'autoscaling/v2:horizontalpodautoscalers?dryRun=All', {
        metadata: { name },
        spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: PROBE }, maxReplicas: 3 },
      }),
  },
  'probe-imitated': {
    title: 'runs a pod with the probe’s label, whose results Prometheus would read as well',
    attempt: (world, name) => asks(world, 'POST', 'pods?dryRun=All', podObject(name, pod(), LABELS)),
  },
  'probe-label-added': {
    title: 'gives the probe’s label to a pod of its own that runs',
    attempt: async (world) => {
      const { metadata } = await world.podOf(NAMESPACE, 'agent');
      return patches(world, `pods/${metadata.name}`, { metadata: { labels: LABELS } });
    },
  },
});
