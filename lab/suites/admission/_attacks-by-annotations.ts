import type { Change } from '../_change';
import { type Attack, pod, workload } from './_attack';
import { claimed } from './_objects';

const FORGED = { 'cni.projectcalico.org/podIPs': '203.0.113.99/32' };
const POD = { ...pod('attack'), metadata: { name: 'attack' } };

function refused(
  title: string,
  keys: string,
  request: Pick<Attack, 'method' | 'path' | 'body'>,
  tenantMay = true,
): Attack {
  const says = new RegExp(`these are not allowed: ${keys.replaceAll('.', '\\.')}\\. Remove them, or ask the platform`);
  return { way: 'a', title, says, tenantMay, ...(tenantMay ? {} : { alsoByRole: true }), ...request };
}

function annotated(object: object, annotations: object): object {
  const { metadata, ...rest } = object as { metadata: object };
  return { ...rest, metadata: { ...metadata, annotations } };
}

function onPod(title: string, annotations: Record<string, string>): Attack {
  const keys = Object.keys(annotations).sort().join(', ');
  return refused(title, keys, { method: 'POST', path: 'pods', body: annotated(POD, annotations) });
}

function onPodWith(title: string, key: string, change: Change): Attack {
  return refused(title, key, {
    method: 'POST',
    path: 'pods',
    body: { ...pod('attack', change), metadata: { name: 'attack' } },
  });
}

function inTemplate(kind: string, path: string, tenantMay = true): Attack {
  const body = workload(kind);
  const spec = kind === 'CronJob' ? body.spec.jobTemplate.spec : body.spec;
  spec.template = annotated({ metadata: {}, ...spec.template }, FORGED);
  const title = `names addresses in the template of a ${kind}`;
  return refused(title, 'cni.projectcalico.org/podIPs', { method: 'POST', path, body }, tenantMay);
}

function claim(annotations: object): object {
  return annotated({ metadata: { name: 'attack-data' }, spec: claimed() }, annotations);
}

function controller(title: string, kind: 'CronJob' | 'StatefulSet', path: string, key: string): Attack {
  const body = workload(kind);
  if (kind === 'CronJob') body.spec.jobTemplate.metadata = { annotations: { [key]: 'x' } };
  else body.spec.volumeClaimTemplates = [claim({ [key]: 'x' })];
  return refused(title, key, { method: 'POST', path, body });
}

/** The label by which Cilium enforces no policy on a pod. */
function labelled(
  title: string,
  request: Pick<Attack, 'method' | 'path' | 'body'>,
  more: Partial<Attack> = {},
): Attack {
  return {
    way: 'a',
    title,
    says: /no network policy on pods with the label (reserved\.)?host\. Choose/,
    tenantMay: true,
    ...request,
    ...more,
  };
}

function labelInTemplate(kind: string, path: string, more: Partial<Attack> = {}): Attack {
  const body = workload(kind);
  const { template } = kind === 'CronJob' ? body.spec.jobTemplate.spec : body.spec;
  template.metadata = { ...template.metadata, labels: { ...template.metadata?.labels, host: 'x' } };
  return labelled(`has the pods of a ${kind} labelled as the host`, { method: 'POST', path, body }, more);
}

const patch = (path: string, annotations: object) =>
  ({ method: 'PATCH', path, body: { metadata: { annotations } } }) as const;

const service = (annotations: object) => ({
  method: 'POST' as const,
  path: 'services',
  body: { metadata: { name: 'attack', annotations }, spec: { clusterIP: 'None', ports: [{ port: 80 }] } },
});

const podTemplate = {
  metadata: { name: 'attack' },
  template: { metadata: { annotations: FORGED }, spec: pod('x').spec },
};

/** Annotations that other software acts on, everywhere that they lead to a pod, a service or a claim. */
export const ATTACKS_BY_ANNOTATIONS: Record<string, readonly Attack[]> = {
  'egress-tenant-annotations': [
    onPod('names the addresses of its pod, as Calico’s plugin does', FORGED),
    onPod('names one address, by the older annotation', { 'cni.projectcalico.org/podIP': '203.0.113.99/32' }),
    onPod('names addresses as the plugin of another cloud does', { 'vpc.amazonaws.com/pod-ips': '203.0.113.99' }),
    onPod('chooses an address from Calico’s pool', { 'cni.projectcalico.org/ipAddrs': '["172.16.28.9"]' }),
    onPod('has Multus add a network', { 'k8s.v1.cni.cncf.io/networks': 'host-network' }),
    onPod('exempts a port from Cilium’s tracking', { 'policy.cilium.io/no-track-port': '53' }),
    onPod('publishes a public name for its pod', { 'external-dns.alpha.kubernetes.io/hostname': 'api.example.com' }),
    onPod('poses as a pod of the kubelet’s own files', { 'kubernetes.io/config.source': 'file' }),
    onPod('hides a domain below an allowed one', { 'x.kubectl.kubernetes.io/y': 'z' }),
    onPod('hides a domain that ends like an allowed one', { 'xkubectl.kubernetes.io/y': 'z' }),
    onPod('writes an allowed domain in upper case', { 'Kubectl.kubernetes.io/y': 'z' }),
    onPod('writes the plugin’s domain in upper case', { 'CNI.projectcalico.org/podIPs': '203.0.113.99/32' }),
    onPod('writes a domain backwards', { 'io.kubernetes.cri-o.userns-mode': 'auto' }),
    refused('names addresses of a pod that the API server gives its name', 'cni.projectcalico.org/podIPs', {
      method: 'POST',
      path: 'pods',
      body: { ...POD, metadata: { generateName: 'attack-', annotations: FORGED } },
    }),
    refused('annotates a pod that runs', 'cni.projectcalico.org/podIPs', patch('pods/victim', FORGED)),
    inTemplate('Deployment', 'apps/v1:deployments'),
    inTemplate('StatefulSet', 'apps/v1:statefulsets'),
    inTemplate('DaemonSet', 'apps/v1:daemonsets'),
    inTemplate('ReplicaSet', 'apps/v1:replicasets', false),
    inTemplate('Job', 'batch/v1:jobs'),
    inTemplate('CronJob', 'batch/v1:cronjobs'),
    refused(
      'names addresses in a PodTemplate',
      'cni.projectcalico.org/podIPs',
      { method: 'POST', path: 'podtemplates', body: podTemplate },
      false,
    ),
    refused(
      'names addresses in the template of a ReplicationController',
      'cni.projectcalico.org/podIPs',
      {
        method: 'POST',
        path: 'replicationcontrollers',
        body: {
          metadata: { name: 'attack' },
          spec: {
            selector: { app: 'attack' },
            template: { ...podTemplate.template, metadata: { labels: { app: 'attack' }, annotations: FORGED } },
          },
        },
      },
      false,
    ),
    labelled('labels its pod as the host', {
      method: 'POST',
      path: 'pods',
      body: { ...pod('attack'), metadata: { name: 'attack', labels: { host: '' } } },
    }),
    labelled('labels its pod as the host, by the name of a reserved identity', {
      method: 'POST',
      path: 'pods',
      body: { ...pod('attack'), metadata: { name: 'attack', labels: { 'reserved.host': '' } } },
    }),
    labelled('labels a pod that runs as the host', {
      method: 'PATCH',
      path: 'pods/victim',
      body: { metadata: { labels: { host: 'x' } } },
    }),
    labelInTemplate('Deployment', 'apps/v1:deployments'),
    labelInTemplate('StatefulSet', 'apps/v1:statefulsets'),
    labelInTemplate('DaemonSet', 'apps/v1:daemonsets'),
    labelInTemplate('ReplicaSet', 'apps/v1:replicasets', { tenantMay: false, alsoByRole: true }),
    labelInTemplate('Job', 'batch/v1:jobs'),
    labelInTemplate('CronJob', 'batch/v1:cronjobs'),
    controller('annotates the jobs of a CronJob', 'CronJob', 'batch/v1:cronjobs', 'kueue.x-k8s.io/queue-name'),
    controller('annotates the claims of a StatefulSet', 'StatefulSet', 'apps/v1:statefulsets', 'csi.example.com/pool'),
    refused('publishes a public name for a service', 'external-dns.alpha.kubernetes.io/target', {
      ...service({ 'external-dns.alpha.kubernetes.io/target': '1.2.3.4' }),
    }),
    refused('steers traffic to nodes of its choice', 'service.kubernetes.io/topology-mode', {
      ...service({ 'service.kubernetes.io/topology-mode': 'Auto' }),
    }),
    refused('asks the cloud’s load balancer', 'service.beta.kubernetes.io/scw-loadbalancer-id', {
      ...patch('services/web', { 'service.beta.kubernetes.io/scw-loadbalancer-id': 'fr-par-1/0' }),
    }),
    onPodWith('asks a storage driver by a claim that is made with its pod', 'csi.example.com/pool', (spec) => {
      const metadata = { annotations: { 'csi.example.com/pool': 'other' } };
      spec.volumes = [{ name: 'x', ephemeral: { volumeClaimTemplate: { metadata, spec: claimed() } } }];
    }),
    refused('asks a storage driver by a claim', 'csi.example.com/pool', {
      method: 'POST',
      path: 'persistentvolumeclaims',
      body: claim({ 'csi.example.com/pool': 'other' }),
    }),
  ],
};
