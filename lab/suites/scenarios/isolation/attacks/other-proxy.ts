import { asksTheWeb, curl } from '../_attempts';
import { attacks } from '../_types';

const THEIRS = 'http://172.16.28.9:3128';
const CONTROLS_OF_THE_OTHER = ['proxy-of-the-other-firewall', 'proxy-of-the-other-rules'];

export const OTHER_PROXY = attacks('d', ['network-policies', 'global-policy', ...CONTROLS_OF_THE_OTHER], {
  'other-proxy': {
    title: 'asks the other tenant’s proxy for a page',
    attempt: (world) =>
      asksTheWeb(world, 'other-proxy', () => curl(world, '--proxy', THEIRS, 'http://ifconfig.me/other-proxy')),
  },
  'other-proxy-tunnel': {
    title: 'asks the other tenant’s proxy for a tunnel',
    attempt: (world) =>
      asksTheWeb(world, 'other-proxy-tunnel', () =>
        curl(world, '--proxy', THEIRS, 'https://ifconfig.me/other-proxy-tunnel'),
      ),
  },
  'proxy-behind-proxy': {
    title: 'has its own proxy open a tunnel to the other tenant’s, and asks that one',
    controls: ['proxy-rules', 'proxy-firewall', ...CONTROLS_OF_THE_OTHER],
    attempt: (world) =>
      asksTheWeb(world, 'proxy-behind-proxy', () =>
        curl(
          world,
          ...['--proxy', 'http://172.16.28.8:3128', '--proxytunnel', '--header', 'Host: ifconfig.me'],
          ...['--request-target', 'http://ifconfig.me/proxy-behind-proxy', `${THEIRS}/`],
        ),
      ),
  },
});
