import { asksTheWeb, curl } from '../_attempts';
import type { Attack } from '../_types';

const THEIRS = 'http://172.16.28.9:3128';

export const OTHER_PROXY: readonly Attack[] = [
  {
    name: 'other-proxy',
    way: 'd',
    title: 'asks the other tenant’s proxy for a page',
    locks: ['network-policies', 'global-policy', 'proxy-of-the-other-firewall', 'proxy-of-the-other-rules'],
    attempt: (world) =>
      asksTheWeb(world, 'other-proxy', () => curl(world, '--proxy', THEIRS, 'http://ifconfig.me/other-proxy')),
  },
  {
    name: 'other-proxy-tunnel',
    way: 'd',
    title: 'asks the other tenant’s proxy for a tunnel',
    locks: ['network-policies', 'global-policy', 'proxy-of-the-other-firewall', 'proxy-of-the-other-rules'],
    attempt: (world) =>
      asksTheWeb(world, 'other-proxy-tunnel', () =>
        curl(world, '--proxy', THEIRS, 'https://ifconfig.me/other-proxy-tunnel'),
      ),
  },
  {
    name: 'proxy-behind-proxy',
    way: 'd',
    title: 'has its own proxy open a tunnel to the other tenant’s, and asks that one',
    locks: ['proxy-rules', 'proxy-firewall', 'proxy-of-the-other-firewall', 'proxy-of-the-other-rules'],
    attempt: (world) =>
      asksTheWeb(world, 'proxy-behind-proxy', () =>
        curl(
          world,
          ...['--proxy', 'http://172.16.28.8:3128', '--proxytunnel', '--header', 'Host: ifconfig.me'],
          ...['--request-target', 'http://ifconfig.me/proxy-behind-proxy', `${THEIRS}/`],
        ),
      ),
  },
];
