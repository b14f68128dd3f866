import { each, inGatewayFile } from './_rendered';
import { mutants } from './mutant';

const EVERYWHERE = { to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] };

/** Mutants of what stands between pods and several proxies. */
export const GATEWAYS = mutants('gateways', {
  'pods-reach-proxies': {
    breaks: 'the policy for the gateway lets pods go anywhere',
    scenario: 'knows its gateway alone',
    shows: /\+ {3}"(0|35|52|56|97)"/,
    rendered: each('NetworkPolicy', ({ spec }) => spec.egress.push(EVERYWHERE), 'allow-egress-proxy'),
  },
  'gateway-to-everywhere': {
    breaks: 'the policy of the gateway lets it go anywhere',
    scenario: 'runs on each of the tenant’s nodes, and reaches the tenant’s proxies alone',
    shows: /\+ {3}"34\.160\.111\.145 80"/,
    rendered: each('NetworkPolicy', ({ spec }) => spec.egress.push(EVERYWHERE), 'gateway-allow-proxies'),
  },
  'no-redispatch': {
    breaks: 'a connection that does not come about is not made to another proxy',
    scenario: 'takes no new request along, and the other address is seen until it is back',
    shows: /Received: +\d+|- {3}true/,
    rendered: inGatewayFile('haproxy.cfg', (text) => text.replace('  option redispatch 1\n', '')),
  },
  'nothing-cut': {
    breaks: 'what is open to a proxy that hangs stays open',
    scenario: 'hangs with a tunnel does not keep it',
    shows: /waited \d+ s until the tunnel is cut/,
    rendered: inGatewayFile('cut.lua', () => '-- nothing'),
  },
  'no-reload': {
    breaks: 'the gateway does not read its files again',
    scenario: 'a new one is in force without a request that is lost, and a tunnel stays open',
    shows: /Expected: +"203\.0\.113\.10"/,
    rendered: inGatewayFile('start.sh', (text) => text.replace('    kill -USR2 $haproxy\n', '')),
  },
});
