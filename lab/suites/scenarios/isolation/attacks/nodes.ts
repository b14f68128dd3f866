import type { KubernetesObject } from '../../../../cluster/api';
import { GATEWAY, WEB } from '../../../../machine/topology';
import { type Change, inContainer } from '../../../_change';
import { asksTheWeb, podLeaves, runPod, short } from '../_attempts';
import { type Attack, refused, through } from '../_types';
import type { World } from '../_world';

const LOCKS = ['pod-security'];

/** A pod that prints something that only the node can know. */
function prints(name: string, title: string, script: string, secret: RegExp, change: Change): Attack {
  return {
    name,
    way: 'e',
    title,
    locks: LOCKS,
    attempt: async (world) => {
      const { refusal, output } = await runPod(world, name, script, change);
      if (refusal) return refused(refusal);
      return secret.test(output) ? through(`it printed “${short(secret.exec(output)?.[0])}”`) : refused(short(output));
    },
  };
}

/** Something that the kubelet does for the pod, from the node’s own network. */
function kubeletAsks(
  name: string,
  title: string,
  change: (container: KubernetesObject['spec'], get: object) => void,
): Attack {
  return {
    name,
    way: 'e',
    title,
    locks: [...LOCKS, 'admission-probes'],
    attempt: (world) =>
      asksTheWeb(world, name, async () => {
        const get = { httpGet: { host: WEB, port: 80, path: `/${name}` } };
        const { refusal } = await runPod(world, name, 'sleep 3', (spec) => change(spec.containers[0], get));
        return refusal ?? 'it ran';
      }),
  };
}

async function isAnswered(world: World, url: string, by: RegExp): Promise<string | undefined> {
  const { stdout } = await world.lab.host(GATEWAY).run(['curl', '-s', '--max-time', '2', url]);
  return by.test(stdout) ? stdout.trim() : undefined;
}

export const NODES: readonly Attack[] = [
  {
    name: 'host-network',
    way: 'e',
    title: 'runs a pod in the network of its node, where policies do not hold it',
    locks: LOCKS,
    attempt: (world) => podLeaves(world, 'host-network', { hostNetwork: true }),
  },
  prints(
    'host-path',
    'mounts a folder of its node',
    'cat /node/kubelet/config.yaml',
    /kind: KubeletConfiguration/,
    (spec) => {
      spec.volumes = [{ name: 'node', hostPath: { path: '/var/lib' } }];
      spec.containers[0].volumeMounts = [{ name: 'node', mountPath: '/node' }];
    },
  ),
  prints('host-processes', 'sees the processes of its node', 'ps', /kubelet --config=\S+/, { hostPID: true }),
  prints(
    'network-administrator',
    'keeps the right to change its network, to take another’s address',
    'ip addr add 172.16.28.21/32 dev lo && ip addr show lo',
    /inet 172\.16\.28\.21/,
    (spec) => {
      spec.securityContext = { seccompProfile: { type: 'RuntimeDefault' } };
      spec.containers[0].securityContext = { runAsUser: 0, capabilities: { add: ['NET_ADMIN'] } };
    },
  ),
  kubeletAsks('probe-elsewhere', 'has the kubelet probe a server outside, from the node', (container, get) => {
    container.livenessProbe = { ...get, periodSeconds: 1 };
  }),
  kubeletAsks('hook-elsewhere', 'has the kubelet call a server outside when a container starts', (container, get) => {
    container.lifecycle = { postStart: get };
  }),
  {
    name: 'host-port',
    way: 'e',
    title: 'opens a port of its node to the private network',
    locks: ['pod-security', 'network-policies'],
    attempt: async (world) => {
      const { refusal } = await runPod(
        world,
        'host-port',
        'httpd -f -p 8080 -h /etc',
        inContainer({ ports: [{ containerPort: 8080, hostPort: 8081 }] }),
        'Running',
      );
      if (refusal) return refused(refusal);
      const answer = await isAnswered(world, 'http://172.16.28.20:8081/hostname', /host-port/);
      return answer
        ? through(`the gateway was answered by ${short(answer)}`)
        : refused('it runs, and nobody gets an answer');
    },
  },
];
