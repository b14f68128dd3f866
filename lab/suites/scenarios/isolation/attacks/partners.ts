import { arrives, short } from '../_attempts';
import { attacks, type Outcome, refused, through } from '../_types';
import type { World } from '../_world';

/** What is asked for in a pod of the tenant with partners. */
async function asksAsTheirs(world: World, ...args: readonly string[]): Promise<string> {
  const { code, stdout } = await world.inThird('curl', '-s', '--max-time', '3', ...args);
  return code === 0 ? `curl: ${stdout}` : `curl ended with ${code}`;
}

/** Tries the way of another tenant to its partner. */
function byTheirs(world: World): Promise<Outcome> {
  const { address, port } = world.partner('sftp');
  return arrives(world, 'tcp dport 2222', async () => {
    const { code } = await world.inPod('timeout', '3', 'nc', address, String(port));
    return `nc ended with ${code}`;
  });
}

/** Another tenant’s way to a partner that speaks no HTTP. */
const WAY_OF_THE_OTHER = attacks('d', ['network-policies', 'global-policy', 'gateway-policies-of-the-other'], {
  'partner-of-the-other': {
    title: 'connects to a partner by another tenant’s gateway, so with that tenant’s address',
    // All of them count what arrives at one port.
    exclusive: true,
    attempt: byTheirs,
  },
});

/** A tenant’s own ways to partners that speak no HTTP. */
const OWN_WAY = attacks('k', ['partner-rules'], {
  'partner-port-elsewhere': {
    title: 'has its proxy open a tunnel to the port of a partner at another host',
    exclusive: true,
    attempt: (world) =>
      arrives(world, 'tcp dport 2222', () =>
        asksAsTheirs(
          world,
          '--proxytunnel',
          '--proxy',
          'http://egress-gateway.client-c-demo-egress.svc.cluster.local:3128',
          'http://elsewhere.example:2222/',
        ),
      ),
  },
  'partner-inside': {
    title: 'reaches a machine of the private network by a partner’s name that means its address',
    controls: ['partner-rules', 'partner-firewall'],
    attempt: async (world) => {
      const words = await asksAsTheirs(world, '--noproxy', '*', 'http://inside.partner.example:2222/');
      return words.includes('inside the private network') ? through(short(words)) : refused(short(words));
    },
  },
});

export const PARTNERS = [...WAY_OF_THE_OTHER, ...OWN_WAY];
