import { join } from 'node:path';
import { stringify } from 'yaml';
import { COREDNS_IMAGE } from '../../../binaries/versions';
import type { Lab } from '../../../lab';
import { IMAGE } from '../_settings';

const SYSTEM = 'kube-system';

/** A DNS cache at an address that every node has for itself, in pods on the host's network. */
export async function startDnsCache(lab: Lab, address: string): Promise<void> {
  const { nodes, dns } = lab.topology;
  // The lab gives the image of the DNS to the system node alone.
  const load = ['ctr', '--namespace', 'k8s.io', 'images', 'import', join(lab.state.folder, 'images', 'dns.tar')];
  await Promise.all(
    nodes.map(async ({ name }) => {
      // To Cilium, the node has the addresses of `lo` as it has those of dummy devices, which not every kernel can make.
      await lab.host(name).must(['ip', 'addr', 'add', `${address}/32`, 'dev', 'lo']);
      await lab.host(name).must(load);
    }),
  );
  const corefile = `.:53 {\n  bind ${address}\n  errors\n  cache 30\n  ready ${address}:8181\n  forward . ${dns}\n}\n`;
  const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'node-local-dns', namespace: SYSTEM } };
  await lab.apply(stringify({ ...config, data: { Corefile: corefile } }));
  await startOnNodes(lab, SYSTEM, 'node-local-dns', {
    containers: [
      {
        name: 'cache',
        image: COREDNS_IMAGE,
        imagePullPolicy: 'Never',
        command: ['/coredns', '-conf', '/config/Corefile'],
        readinessProbe: { httpGet: { host: address, path: '/ready', port: 8181 }, periodSeconds: 1 },
        volumeMounts: [{ name: 'config', mountPath: '/config' }],
      },
    ],
    volumes: [{ name: 'config', configMap: { name: 'node-local-dns' } }],
  });
}

/** What stands for an ingress controller: pods on the host's network of each node. */
export async function startIngress(lab: Lab, namespace: string): Promise<void> {
  await lab.apply(stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }));
  await startOnNodes(lab, namespace, 'ingress', {
    containers: [{ name: 'ingress', image: IMAGE, imagePullPolicy: 'Never', command: ['sleep', 'infinity'] }],
  });
}

async function startOnNodes(lab: Lab, namespace: string, name: string, pod: object): Promise<void> {
  const labels = { 'k8s-app': name, 'app.kubernetes.io/name': name };
  const spec = { hostNetwork: true, dnsPolicy: 'Default', tolerations: [{ operator: 'Exists' }], ...pod };
  const set = {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name, namespace },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  };
  await lab.apply(stringify(set));
  const status = ['rollout', 'status', `daemonset/${name}`, '--namespace', namespace, '--timeout=60s'];
  const { code, stdout } = await lab.kubectl(status);
  if (code !== 0)
    throw new Error(`${name} does not run: ${stdout}\n${await lab.podLogs(namespace, `daemonset/${name}`)}`);
}
