import type { Tenant } from '../../model/types';
import { inMachine } from '../_example';
import { SQUID_CONF } from '../_names';
import { withGateways } from '../_support';
import type { RuleDefinition } from '../rule';
import { inMachines, type Machine } from './_machines';

const SQUID = (text: TemplateStringsArray) => withGateways(inMachine(`client-c/squid-c/${SQUID_CONF}`)(text));

export const rule: RuleDefinition = {
  title: 'A proxy opens other tunnels than those of egress.tcp',
  why: 'A tunnel for TCP that is not HTTP carries anything. It is open to the declared hosts, each on its own port, after private addresses are refused. Another host or port would leave with the tenant’s address; a missing one fails without a reason that the program shows.',
  fix: 'Declare the host and the port under egress.tcp, and render squid.conf again with npm run synth.',
  good: [SQUID` http_access deny to_private because_private`],
  bad: [
    SQUID`
      -acl tcp_port_22 port 22
      +acl tcp_port_22 port 22 23
    `,
    SQUID`
      -acl tcp_22 all-of CONNECT tcp_hosts_22 tcp_port_22
      +acl tcp_22 all-of CONNECT tcp_port_22
    `,
    SQUID`
      -acl tcp_hosts_587 dstdomain -n smtp.partner.example
      +acl tcp_hosts_587 dstdomain -n smtp.partner.example imap.partner.example
    `,
    SQUID`-http_access allow tcp_22 by_tcp`,
    SQUID`
      -http_access deny to_private because_private
       http_access allow tcp_22 by_tcp
      +http_access deny to_private because_private
    `,
  ],
  check: (context) => inMachines(context, SQUID_CONF, faults),
};

function faults({ tenant, file }: Machine): string[] {
  const lines = file(SQUID_CONF)?.split('\n');
  if (lines === undefined) return [];
  const wanted = expected(tenant);
  const own = lines.filter((line) => /^acl tcp_|^http_access allow .*\b(tcp_\d+|by_tcp)\b/.test(line));
  const guard = lines.indexOf('http_access deny to_private because_private');
  return [
    ...wanted.filter((line) => !lines.includes(line)).map((line) => `the line "${line}" is missing`),
    ...own.filter((line) => !wanted.includes(line)).map((line) => `the line "${line}" is not what egress.tcp declares`),
    ...own
      .filter((line) => line.startsWith('http_access') && (guard < 0 || lines.indexOf(line) < guard))
      .map((line) => `the line "${line}" comes before private addresses are refused`),
  ];
}

/** What the settings mean, in Squid's words. */
function expected({ egress: { tcp } }: Tenant): readonly string[] {
  const ports = [...new Set(tcp.map(({ port }) => port))];
  return [
    ...tcp.map(({ host, port }) => `acl tcp_hosts_${port} dstdomain -n ${host}`),
    ...ports.flatMap((port) => [
      `acl tcp_port_${port} port ${port}`,
      `acl tcp_${port} all-of CONNECT tcp_hosts_${port} tcp_port_${port}`,
      `http_access allow tcp_${port} by_tcp`,
    ]),
  ];
}
