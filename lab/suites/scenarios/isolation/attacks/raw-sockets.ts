import { WEB } from '../../../../machine/topology';
import { arrives, asksTheWeb, curl, leaves, podLeaves, runPod, sent, short } from '../_attempts';
import { attacks } from '../_types';
import { inNamespace, NAMESPACE } from '../_world';

const CONTROLS = ['network-policies', 'global-policy'];

export const RAW_SOCKETS = attacks('a', CONTROLS, {
  'direct-https': {
    title: 'asks a web server over https, past its proxy',
    attempt: (world) =>
      asksTheWeb(world, 'direct-https', () =>
        curl(world, '--resolve', `ifconfig.me:443:${WEB}`, 'https://ifconfig.me/direct-https'),
      ),
  },
  'direct-http': {
    title: 'asks a web server over http, by its address',
    attempt: (world) => leaves(world, 'direct-http'),
  },
  'direct-tcp': {
    title: 'opens a TCP connection to a port that is not the web’s',
    attempt: (world) => arrives(world, 'tcp dport 2222', () => sent(world, 'nc', '-w', '1', WEB, '2222')),
  },
  'direct-udp': {
    title: 'sends UDP',
    attempt: (world) =>
      arrives(world, 'udp dport 4433', () => sent(world, 'tftp', '-g', '-r', 'x', '-l', '/dev/null', WEB, '4433')),
  },
  'direct-icmp': {
    title: 'keeps the right to make its own packets, and talks in echo requests',
    controls: [...CONTROLS, 'pod-security'],
    attempt: (world) =>
      arrives(world, 'icmp type echo-request', async () => {
        const script = `ping -c 2 -W 1 ${WEB}; echo ping ended with $?`;
        const { refusal, output } = await runPod(world, 'direct-icmp', script, (spec) => {
          spec.securityContext = { seccompProfile: { type: 'RuntimeDefault' } };
          spec.containers[0].securityContext = { runAsUser: 0, capabilities: { add: ['NET_RAW'] } };
        });
        return refusal ?? short(output);
      }),
  },
  'first-moment': {
    title: 'starts a pod that asks in its first moment, before anything could know of it',
    attempt: (world) => podLeaves(world, 'first-moment'),
  },
  'exempt-label': {
    title: 'gives a pod the labels of the cluster’s DNS, which policies speak of',
    attempt: (world) =>
      asksTheWeb(world, 'exempt-label', async () => {
        const { metadata } = await world.podOf(NAMESPACE, 'agent');
        const label = (value: string | null) =>
          world.person.request('PATCH', inNamespace(`pods/${metadata.name}`), {
            metadata: { labels: { 'k8s-app': value } },
          });
        await label('kube-dns');
        const words = await curl(world, `http://${WEB}/exempt-label`);
        await label(null);
        return words;
      }),
  },
});
