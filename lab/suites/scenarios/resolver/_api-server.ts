import { stringify } from 'yaml';
import type { Lab } from '../../../lab';
import { IMAGE } from '../_settings';

const PORT = 6443;
const POLICY = 'allow-api-server';

/** Passes each connection to the API server. */
const FORWARD = `const { connect, createServer } = require('node:net');
const [, from, to] = process.argv;
createServer((near) => {
  const far = connect(${PORT}, to);
  near.pipe(far).pipe(near);
  for (const end of [near, far]) end.on('error', () => { near.destroy(); far.destroy(); });
}).listen(${PORT}, from);`;

/** Nodes that take connections to the API server, and are named as its addresses: a cluster that hosts itself. */
export async function apiServerOnNodes(lab: Lab): Promise<void> {
  const { nodes, controlPlane } = lab.topology;
  await Promise.all(
    nodes.map(({ name, address }) =>
      lab.host(name).start('api-server-forward', [process.execPath, '-e', FORWARD, address, controlPlane.address]),
    ),
  );
  const slice = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: 'kubernetes-on-nodes',
      namespace: 'default',
      labels: { 'kubernetes.io/service-name': 'kubernetes' },
    },
    addressType: 'IPv4',
    endpoints: nodes.map(({ address }) => ({ addresses: [address], conditions: { ready: true } })),
    ports: [{ name: 'https', port: PORT, protocol: 'TCP' }],
  };
  await lab.apply(stringify(slice));
}

/** A pod in the resolver's namespace, under the policies of the resolver, that has curl. */
export async function startProbe(lab: Lab, namespace: string): Promise<void> {
  const spec = {
    terminationGracePeriodSeconds: 0,
    securityContext: { runAsNonRoot: true, runAsUser: 100, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [
      {
        name: 'probe',
        image: IMAGE,
        command: ['sleep', 'infinity'],
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      },
    ],
  };
  await lab.apply(stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'probe', namespace }, spec }));
  const wait = ['wait', 'pod/probe', '--for=condition=Ready', '--timeout=60s', '--namespace', namespace];
  expect(await lab.kubectl(wait)).toMatchObject({ code: 0 });
}

/** The addresses at which the pod gets an answer of the API server. */
export async function canReach(lab: Lab, namespace: string, addresses: readonly string[]): Promise<readonly string[]> {
  const command = ['curl', '--silent', '--insecure', '--max-time', '2'];
  const outcomes = await Promise.all(
    addresses.map((address) => lab.exec(namespace, 'probe', [...command, `https://${address}:${PORT}/version`])),
  );
  return addresses.filter((_, index) => outcomes[index]?.stdout.includes('gitVersion'));
}

/** Puts a NetworkPolicy for a range in the place of Cilium's policy. */
export async function byRange(lab: Lab, namespace: string, cidr: string): Promise<void> {
  const spec = {
    podSelector: {},
    policyTypes: ['Egress'],
    egress: [{ to: [{ ipBlock: { cidr } }], ports: [{ port: PORT, protocol: 'TCP' }] }],
  };
  const metadata = { name: POLICY, namespace };
  await lab.apply(stringify({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec }));
  const remove = ['delete', 'ciliumnetworkpolicy', POLICY, '--namespace', namespace];
  expect(await lab.kubectl(remove)).toMatchObject({ code: 0 });
}
