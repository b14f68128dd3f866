import { type Change, inContainer } from '../_change';
import { type Attack, container, type Pod, pod, type Way, workload } from './_attack';

export function run(way: Way, title: string, says: RegExp, change: Change): Attack {
  return { way, title, says, method: 'POST', path: 'pods', body: pod('attack', change), tenantMay: true };
}

const GROUPS: Record<string, string> = {
  Deployment: 'apps/v1:deployments',
  StatefulSet: 'apps/v1:statefulsets',
  DaemonSet: 'apps/v1:daemonsets',
  Job: 'batch/v1:jobs',
  CronJob: 'batch/v1:cronjobs',
};

export function template(kind: string, says: RegExp, change: Change): Attack {
  const title = `does the same in the template of a ${kind}`;
  return {
    way: 'h',
    title,
    says,
    method: 'POST',
    path: GROUPS[kind] as string,
    body: workload(kind, change),
    tenantMay: true,
  };
}

const foreignNodes = (spec: Pod) => {
  spec.nodeSelector['node-pool'] = 'client-a-pool';
};
const SELECTOR = /own nodes\. Set nodeSelector node-pool: shop-pool.*tenants\/shop\.yaml/;
const TOLERATION = /no taint but node-role\.kubernetes\.io\/shop\. Remove the toleration of /;

/** By policy: what it alone refuses. */
export const ATTACKS_ON_PODS: Record<string, readonly Attack[]> = {
  'egress-tenant-pods': [
    run('f', "runs on another tenant's nodes", SELECTOR, foreignNodes),
    run('f', 'runs anywhere', SELECTOR, { nodeSelector: undefined }),
    ...Object.keys(GROUPS).map((kind) => template(kind, SELECTOR, foreignNodes)),
    run('h', 'does not tolerate its own nodes', /Add the toleration key: node-role\.kubernetes\.io\/shop/, {
      tolerations: undefined,
    }),
    run('f', "tolerates another tenant's taint", TOLERATION, (spec) => {
      spec.tolerations.push({ key: 'node-role.kubernetes.io/client-a', operator: 'Exists' });
    }),
    run('f', 'tolerates everything', /Remove the toleration of everything/, (spec) => {
      spec.tolerations.push({ operator: 'Exists' });
    }),
    {
      way: 'f',
      title: 'comes to tolerate everything while it runs',
      says: TOLERATION,
      method: 'PATCH',
      path: 'pods/victim',
      // A merge patch replaces lists, and those that are there may not go.
      body: { spec: { tolerations: [...pod('victim').spec.tolerations, ...lifecycle(), { operator: 'Exists' }] } },
      tenantMay: true,
    },
    run('f', 'names its node', /scheduler chooses the node\. Remove nodeName/, { nodeName: 'client-a-pool-1' }),
    run('f', 'names a scheduler of its own', /Remove schedulerName/, { schedulerName: 'mine' }),
    run('f', 'keeps pods of others off all nodes', /Remove namespaces and namespaceSelector/, (spec) => {
      const term = { topologyKey: 'kubernetes.io/os', labelSelector: {}, namespaceSelector: {} };
      spec.affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
    }),
    run('f', 'drags pods of others along', /Remove namespaces and namespaceSelector/, (spec) => {
      const podAffinityTerm = {
        topologyKey: 'kubernetes.io/hostname',
        labelSelector: {},
        namespaces: ['client-a-demo'],
      };
      const preferred = [{ weight: 100, podAffinityTerm }];
      spec.affinity = { podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: preferred } };
    }),
    run('f', 'is run by another runtime', /cluster’s own runtime.* Remove runtimeClassName/, {
      runtimeClassName: 'anywhere',
    }),
    run('i', 'runs under an account with rights', /the account default.* Remove serviceAccountName/, {
      serviceAccountName: 'deployer',
    }),
    run('i', 'names an account with rights by the old field', /the account default.* Remove serviceAccountName/, {
      serviceAccount: 'deployer',
    }),
    run('e', 'has a driver write to the node', /inline CSI.* Use a PersistentVolumeClaim/, {
      volumes: [{ name: 'host', csi: { driver: 'hostpath.csi.example.com' } }],
    }),
  ],
  'egress-tenant-proxy': [
    run('h', 'is told of no proxy', bare('a'), inContainer({ env: undefined })),
    template('CronJob', bare('a'), inContainer({ env: undefined })),
    run('h', 'is told in lower case only', bare('a'), (spec) => {
      spec.containers[0].env = spec.containers[0].env.slice(2);
    }),
    run('d', "is told of another tenant's proxy", bare('a'), (spec) => {
      spec.containers[0].env[1].value = 'http://172.16.28.8:3128';
    }),
    run('h', 'takes the variable back at the end', bare('a'), (spec) => {
      spec.containers[0].env.push({ name: 'HTTPS_PROXY', value: '' });
    }),
    run('h', 'takes the variable from a secret', bare('a'), (spec) => {
      spec.containers[0].env[0] = { name: 'HTTP_PROXY', valueFrom: { secretKeyRef: { name: 'mine', key: 'url' } } };
    }),
    run('h', 'has an init container without', bare('init'), { initContainers: [{ ...container('init'), env: [] }] }),
    run('h', 'has a sidecar without', bare('side'), {
      initContainers: [{ ...container('side'), env: [], restartPolicy: 'Always' }],
    }),
    run('d', 'redefines the address before it is used', source('a'), (spec) => {
      spec.containers[0].env.unshift({ name: 'PROXY_ADDRESS', value: '172.16.28.8' });
    }),
    run('h', 'redefines the port after it is used', source('a'), (spec) => {
      spec.containers[0].env.push({ name: 'PROXY_PORT', value: '1' });
    }),
    run('d', 'takes the address from a ConfigMap of its own', source('a'), (spec) => {
      spec.containers[0].envFrom.push({ configMapRef: { name: 'mine' } });
    }),
    run('h', 'takes the address under another name', source('a'), (spec) => {
      spec.containers[0].envFrom[0].prefix = 'X_';
    }),
    run('h', 'takes the address from nowhere', source('a'), inContainer({ envFrom: undefined })),
  ],
  'egress-tenant-priority': [
    run('f', 'is critical for its node', /default priority, not that of system-node-critical\. Remove/, {
      priorityClassName: 'system-node-critical',
    }),
    run('f', 'is more urgent than others', /default priority, not that of urgent\. Remove/, {
      priorityClassName: 'urgent',
    }),
    template('DaemonSet', /default priority, not that of urgent\. Remove/, { priorityClassName: 'urgent' }),
  ],
};

function bare(name: string): RegExp {
  return new RegExp(
    `every container needs the tenant’s proxy variables, and these lack them: ${name}\\. Set env .* to http://172\\.16\\.28\\.40:3128, or`,
  );
}

function source(name: string): RegExp {
  return new RegExp(`client-egress-config, and here they may not: ${name}\\. Make it the last entry of envFrom`);
}

/** What the API server itself adds. */
function lifecycle(): object[] {
  return ['not-ready', 'unreachable'].map((taint) => ({
    key: `node.kubernetes.io/${taint}`,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: 300,
  }));
}
