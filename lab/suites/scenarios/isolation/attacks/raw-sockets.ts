import { WEB } from '../../../../machine/topology';
import { arrives, asksTheWeb, curl, leaves, podLeaves, runPod, sent, short } from '../_attempts';
import type { Attack } from '../_types';
import { inNamespace, NAMESPACE } from '../_world';

const LOCKS = ['network-policies', 'global-policy'];

export const RAW_SOCKETS: readonly Attack[] = [
  {
    name: 'direct-https',
    way: 'a',
    title: 'asks a web server over https, past its proxy',
    locks: LOCKS,
    attempt: (world) =>
      asksTheWeb(world, 'direct-https', () =>
        curl(world, '--resolve', `ifconfig.me:443:${WEB}`, 'https://ifconfig.me/direct-https'),
      ),
  },
  {
    name: 'direct-http',
    way: 'a',
    title: 'asks a web server over http, by its address',
    locks: LOCKS,
    attempt: (world) => leaves(world, 'direct-http'),
  },
  {
    name: 'direct-tcp',
    way: 'a',
    title: 'opens a TCP connection to a port that is not the web’s',
    locks: LOCKS,
    attempt: (world) => arrives(world, 'tcp dport 2222', () => sent(world, 'nc', '-w', '1', WEB, '2222')),
  },
  {
    name: 'direct-udp',
    way: 'a',
    title: 'sends UDP',
    locks: LOCKS,
    attempt: (world) =>
      arrives(world, 'udp dport 4433', () => sent(world, 'tftp', '-g', '-r', 'x', '-l', '/dev/null', WEB, '4433')),
  },
  {
    name: 'direct-icmp',
    way: 'a',
    title: 'keeps the right to make its own packets, and talks in echo requests',
    locks: [...LOCKS, 'pod-security'],
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
  {
    name: 'first-moment',
    way: 'a',
    title: 'starts a pod that asks in its first moment, before anything could know of it',
    locks: LOCKS,
    attempt: (world) => podLeaves(world, 'first-moment'),
  },
  {
    name: 'exempt-label',
    way: 'a',
    title: 'gives a pod the labels of the cluster’s DNS, which policies speak of',
    locks: LOCKS,
    attempt: (world) =>
      asksTheWeb(world, 'exempt-label', async () => {
        const { metadata } = await world.podOf(NAMESPACE, 'agent');
        const label = (value: string | null) =>
          world.person.request(
            'PATCH',
            inNamespace(`pods/${metadata.name}`),
            JSON.stringify({ metadata: { labels: { 'k8s-app': value } } }),
            'application/merge-patch+json',
          );
        await label('kube-dns');
        const words = await curl(world, `http://${WEB}/exempt-label`);
        await label(null);
        return words;
      }),
  },
];
