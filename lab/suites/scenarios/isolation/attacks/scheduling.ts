import type { Change } from '../../../_change';
import { pod } from '../../tenant-repository/_shop';
import { accepted, asks, outcomeOf, podObject, type Ran, runPod } from '../_attempts';
import { attacks, type Outcome, type Row, refused, through } from '../_types';
import { OTHER_NODE, type World } from '../_world';

/** Whether it came to run on a node of the other tenant. */
function placed({ refusal, node }: Ran): Outcome {
  if (node === OTHER_NODE) return through(`it was put on ${node}${refusal ? `, ${refusal}` : ''}`);
  return refused(refusal ?? `it ran on ${node}`);
}

function runsElsewhere(title: string, change: Change): Row {
  return { title, attempt: async (world, name) => placed(await runPod(world, name, 'true', change)) };
}

/** A pod that would be admitted, where nothing is to run. */
function isAdmitted(title: string, controls: readonly string[], change: Change): Row {
  const attempt = async (world: World, name: string) =>
    accepted(await world.create('pods', podObject(name, pod(change))));
  return { title, controls, attempt };
}

export const SCHEDULING = attacks('f', ['admission-pods'], {
  'named-node': runsElsewhere('names a node of the other tenant', { nodeName: OTHER_NODE, nodeSelector: undefined }),
  'other-pool': runsElsewhere('asks for the other tenant’s pool, and tolerates its taint', {
    nodeSelector: { 'node-pool': 'client-b-pool' },
    tolerations: [{ key: 'node-role.kubernetes.io/client-b', operator: 'Exists' }],
  }),
  'tolerate-everything': runsElsewhere('tolerates everything, and prefers where it is not', (spec) => {
    const term = { matchExpressions: [{ key: 'node-pool', operator: 'In', values: ['client-b-pool'] }] };
    delete spec.nodeSelector;
    spec.tolerations = [{ operator: 'Exists' }];
    spec.affinity = {
      nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] } },
    };
  }),
  everywhere: {
    title: 'runs a DaemonSet on every node',
    attempt: async (world) => {
      const labels = { attack: 'everywhere' };
      const spec = pod({ nodeSelector: undefined, tolerations: [{ operator: 'Exists' }] });
      const answer = await world.create('apps/v1:daemonsets', {
        apiVersion: 'apps/v1',
        kind: 'DaemonSet',
        metadata: { name: 'everywhere' },
        spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
      });
      if (answer.status >= 300) return accepted(answer);
      const pods = '/api/v1/namespaces/client-a-demo/pods?labelSelector=attack%3Deverywhere';
      const nodes = async () => (await world.lab.api.list(pods)).map((one) => one.spec.nodeName);
      await world.lab.waitFor('it is on a node of the other', async () => (await nodes()).includes(OTHER_NODE), 15_000);
      return through(`it was put on ${(await nodes()).sort().join(', ')}`);
    },
  },
  'bound-by-hand': {
    title: 'binds a pod that waits to a node of the other tenant, as the scheduler would',
    controls: ['tenant-role', 'admission-guardrails'],
    attempt: async (world) => {
      const spec = pod((one) => {
        one.containers[0].command = ['true'];
        one.restartPolicy = 'Never';
        // It waits for a pod that is not there; no kubelet asks for that again. A node's label it would ask for.
        const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { no: 'pod' } } };
        one.affinity = { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
      });
      await world.create('pods', podObject('bound-by-hand', spec));
      const binding = { metadata: { name: 'bound-by-hand' }, target: { kind: 'Node', name: OTHER_NODE } };
      const bound = await asks(world, 'POST', 'pods/bound-by-hand/binding', binding);
      return bound.through ? placed(await outcomeOf(world, 'bound-by-hand', 'Succeeded')) : bound;
    },
  },
  urgent: isAdmitted('has pods of others make room for its own', ['admission-priority'], {
    priorityClassName: 'system-node-critical',
  }),
  'keeps-others-away': isAdmitted('keeps pods of others off every node, by affinity', ['admission-pods'], (spec) => {
    const term = { topologyKey: 'kubernetes.io/os', labelSelector: {}, namespaceSelector: {} };
    spec.affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
  }),
});
