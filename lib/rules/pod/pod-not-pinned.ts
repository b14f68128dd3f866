import { object, pod } from '../_example';
import { POOL_LABEL } from '../_names';
import { map, maps, text } from '../_rendered';
import { everyPod, inPods, sameMap, show } from '../_support';
import type { RuleDefinition, Step } from '../rule';

export const rule: RuleDefinition = {
  title: 'A pod may run on other nodes than the tenant’s own',
  why: 'On another tenant’s nodes a pod has that tenant’s address towards the proxies, and uses that tenant’s resources. A nodeName bypasses the scheduler, so neither selector nor taint has an effect.',
  fix: 'Set nodeSelector to node-pool: <the tenant’s pool> and nothing else; do not set nodeName, node affinity, schedulerName or runtimeClassName.',
  good: [pod('Deployment client-b/api')`nodeSelector: { node-pool: client-b-pool }`],
  bad: [
    pod('Deployment client-b/api')`nodeSelector: { node-pool: client-a-pool }`,
    pod('Deployment client-b/api')`nodeName: node-a-1`,
    object(
      'CronJob client-a-demo/nightly',
    )`spec: { jobTemplate: { spec: { template: { spec: { nodeSelector: { node-pool: null } } } } } }`,
  ],
  check: (context) =>
    inPods(everyPod(context), ({ spec, tenant }) => {
      const wanted = { [POOL_LABEL]: tenant.nodePool.name };
      const problems: [Step[], string][] = [];
      if (!sameMap(map(spec.nodeSelector), wanted))
        problems.push([['nodeSelector'], `is ${show(spec.nodeSelector)} and not ${show(wanted)}`]);
      if (spec.nodeName !== undefined) problems.push([['nodeName'], `puts it on ${spec.nodeName}, past the scheduler`]);
      if ((text(spec.schedulerName) ?? 'default-scheduler') !== 'default-scheduler')
        problems.push([['schedulerName'], `leaves it to ${spec.schedulerName}`]);
      if (spec.runtimeClassName !== undefined)
        problems.push([
          ['runtimeClassName'],
          `${spec.runtimeClassName} may bring a selector and tolerations of its own`,
        ]);
      const affinity = map(spec.affinity);
      if (affinity.nodeAffinity !== undefined)
        problems.push([['affinity', 'nodeAffinity'], 'selects nodes in addition to the pool']);
      for (const kind of ['podAffinity', 'podAntiAffinity']) {
        const {
          requiredDuringSchedulingIgnoredDuringExecution: hard,
          preferredDuringSchedulingIgnoredDuringExecution: soft,
        } = map(affinity[kind]);
        const terms = [...maps(hard), ...maps(soft).map((each) => map(each.podAffinityTerm))];
        if (terms.some((term) => term.namespaceSelector !== undefined || term.namespaces !== undefined))
          problems.push([['affinity', kind], 'follows or flees pods of other namespaces']);
      }
      return problems;
    }),
};
