import { arrives, curl, short } from '../_attempts';
import { attacks, type Outcome, refused, through } from '../_types';
import type { World } from '../_world';

const OWN = ['--proxy', 'http://172.16.28.8:3128'];

/** Whether the web got the request, by whatever way. */
async function asksByProxy(world: World, path: string, ...args: readonly string[]): Promise<Outcome> {
  const before = world.asked(path).length;
  const words = await curl(world, ...OWN, ...args);
  const [request] = world.asked(path).slice(before);
  return request ? through(`${request.host} was asked by ${request.client}`) : refused(short(words));
}

/** Whether a service of the proxy’s own machine has answered. */
async function asksItself(world: World, name: string): Promise<Outcome> {
  const words = await curl(world, ...OWN, `http://${name}/`);
  return words.includes('own machine') ? through('its own machine has answered') : refused(short(words));
}

/** What the tenant’s own way out is asked for. */
export const BY_THE_PROXY = attacks('k', ['proxy-rules'], {
  'own-machine': {
    title: 'asks its proxy for a service of its own machine, by a name that means its public address',
    controls: ['proxy-rules', 'proxy-firewall'],
    attempt: (world) => asksItself(world, 'self.partner.example'),
  },
  'own-machine-inside': {
    title: 'asks its proxy for a service of its own machine, by a name that means its private address',
    controls: ['proxy-rules', 'proxy-firewall'],
    attempt: (world) => asksItself(world, 'self-inside.partner.example'),
  },
  'unlisted-host': {
    title: 'asks its proxy for a host that is not on its list',
    attempt: (world) => asksByProxy(world, 'unlisted-host', 'https://elsewhere.example/unlisted-host'),
  },
  'fronted-host': {
    title: 'asks for a listed host, and within that tunnel for another of the same server',
    controls: ['proxy-names'],
    attempt: (world) =>
      asksByProxy(
        world,
        'fronted-host',
        ...['--connect-to', 'elsewhere.example:443:ifconfig.me:443', 'https://elsewhere.example/fronted-host'],
      ),
  },
  'tunnel-to-80': {
    title:
      'opens a tunnel to port 80 of a listed host, and within it asks that server for a host that is not on its list',
    controls: ['proxy-rules'],
    attempt: (world) =>
      asksByProxy(
        world,
        'tunnel-to-80',
        ...['--proxytunnel', '--header', 'Host: elsewhere.example', 'http://ifconfig.me/tunnel-to-80'],
      ),
  },
  mail: {
    title: 'has its proxy open a tunnel to a port for mail',
    controls: ['proxy-rules', 'proxy-firewall'],
    attempt: (world) =>
      arrives(world, 'tcp dport 25', () => curl(world, ...OWN, '--proxytunnel', 'http://ifconfig.me:25/')),
  },
  'cache-manager': {
    title: 'asks its proxy what it knows of everybody’s requests',
    attempt: async (world) => {
      const name = 'squid-a.client-a.development:3128';
      const words = await curl(world, '--resolve', `${name}:172.16.28.8`, `http://${name}/squid-internal-mgr/info`);
      return words.includes('Squid Object Cache') ? through('the manager has answered') : refused(short(words));
    },
  },
});
