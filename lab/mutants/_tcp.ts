import { both, each, inGatewayFile } from './_rendered';
import { inSquidConf } from './_running';
import { mutants } from './mutant';

const EVERYONE = { from: [{ namespaceSelector: {} }] };
const EVERYWHERE = { to: [{ namespaceSelector: {} }] };

/** Mutants of the ways to partners that speak no HTTP. */
export const TCP = mutants('tcp', {
  'wrong-partner': {
    breaks: 'a listener of the gateway leads to another port of its host',
    scenario: 'reaches a database with TLS, and the partner sees that tenant’s address',
    shows: /\+ {3}"seen": undefined/,
    rendered: inGatewayFile('haproxy.cfg', (text) =>
      text.replace('db.partner.example:5432', 'db.partner.example:5433'),
    ),
  },
  'unpaired-port': {
    breaks: 'the proxies let a host of one port be reached on the port of another',
    scenario: 'the same by the proxy: host and port are a pair, and only for tunnels',
    shows: /Received: +"000 200"/,
    engine: inSquidConf((text) => text.replaceAll(/^(acl tcp_\d+ all-of CONNECT tcp_hosts_\d+) tcp_port_\d+$/gm, '$1')),
  },
  'open-listeners': {
    breaks: 'the policies for gateways let the pods of all tenants use all of them',
    scenario: 'the ways of another tenant',
    shows: /\+ {3}"open"/,
    rendered: both(
      each('NetworkPolicy', ({ spec }) => spec.egress.push(EVERYWHERE), 'allow-egress-proxy'),
      each('NetworkPolicy', ({ spec }) => spec.ingress.push(EVERYONE), 'gateway-allow-tenant'),
    ),
  },
});
