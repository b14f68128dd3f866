import { GATEWAY, WEB } from '../../../../machine/topology';
import { type Change, inContainer } from '../../../_change';
import { asksTheWeb, podLeaves, runPod, short } from '../_attempts';
import { attacks, type Row, refused, through } from '../_types';
import type { World } from '../_world';

const CONTROLS = ['pod-security'];

/** A pod that prints something that only the node can know. */
function prints(title: string, script: string, secret: RegExp, change: Change): Row {
  return {
    title,
    attempt: async (world, name) => {
      const { refusal, output } = await runPod(world, name, script, change);
      if (refusal) return refused(refusal);
      return secret.test(output) ? through(`it printed “${short(secret.exec(output)?.[0])}”`) : refused(short(output));
    },
  };
}

/** Something that the kubelet does for the pod, from the node’s own network. */
function kubeletAsks(title: string, fields: (get: object) => Readonly<Record<string, unknown>>): Row {
  return {
    title,
    controls: [...CONTROLS, 'admission-probes'],
    attempt: (world, name) =>
      asksTheWeb(world, name, async () => {
        const get = { httpGet: { host: WEB, port: 80, path: `/${name}` } };
        const { refusal } = await runPod(world, name, 'sleep 3', inContainer(fields(get)));
        return refusal ?? 'it ran';
      }),
  };
}

async function isAnswered(world: World, url: string, by: RegExp): Promise<string | undefined> {
  const { stdout } = await world.lab.host(GATEWAY).run(['curl', '-s', '--max-time', '2', url]);
  return by.test(stdout) ? stdout.trim() : undefined;
}

export const NODES = attacks('e', CONTROLS, {
  'host-network': {
    title: 'runs a pod in the network of its node, where policies do not hold it',
    attempt: (world) => podLeaves(world, 'host-network', { hostNetwork: true }),
  },
  'host-path': prints(
    'mounts a folder of its node',
    'cat /node/kubelet/config.yaml',
    /kind: KubeletConfiguration/,
    (spec) => {
      spec.volumes = [{ name: 'node', hostPath: { path: '/var/lib' } }];
      spec.containers[0].volumeMounts = [{ name: 'node', mountPath: '/node' }];
    },
  ),
  'host-processes': prints('sees the processes of its node', 'ps', /kubelet --config=\S+/, { hostPID: true }),
  'network-administrator': prints(
    'keeps the right to change its network, to take another’s address',
    'ip addr add 172.16.28.21/32 dev lo && ip addr show lo',
    /inet 172\.16\.28\.21/,
    (spec) => {
      spec.securityContext = { seccompProfile: { type: 'RuntimeDefault' } };
      spec.containers[0].securityContext = { runAsUser: 0, capabilities: { add: ['NET_ADMIN'] } };
    },
  ),
  'probe-elsewhere': kubeletAsks('has the kubelet probe a server outside, from the node', (get) => ({
    livenessProbe: { ...get, periodSeconds: 1 },
  })),
  'hook-elsewhere': kubeletAsks('has the kubelet call a server outside when a container starts', (get) => ({
    lifecycle: { postStart: get },
  })),
  'host-port': {
    title: 'opens a port on its node to the private network',
    controls: ['pod-security', 'network-policies'],
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
});
