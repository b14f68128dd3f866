import { inMachine } from '../_example';
import { NAMES_PORT, SQUID_CONF } from '../_names';
import type { RuleDefinition } from '../rule';
import { inMachines, type Machine } from './_machines';

const SQUID = inMachine(`client-c/squid-c/${SQUID_CONF}`);

export const rule: RuleDefinition = {
  title: 'A proxy does not compare the name inside TLS with the host of the tunnel',
  why: 'One server often has many names. A tunnel to a host of the allow list then reaches names that are not in the list, unless the name in the ClientHello is compared with the host.',
  fix: 'Send every tunnel to a checked host through the second hop, and splice there only pairs of a host and a name of the same entry; or set sni: any for the entry.',
  good: [SQUID` ssl_bump terminate all because_sni`],
  bad: [
    SQUID`
      -ssl_bump terminate all because_sni
      +ssl_bump splice all
    `,
    SQUID`-ssl_bump terminate read nameless because_sni`,
    SQUID`-never_direct allow checked`,
    SQUID`
      -acl name_1496295b2be8 ssl::server_name .example.com
      +acl name_1496295b2be8 ssl::server_name .com
    `,
    SQUID`
      -acl checked_list note allowed_by list list_8443
      +acl checked_list note allowed_by list
    `,
  ],
  check: (context) => inMachines(context, SQUID_CONF, faults),
};

/** Lines without which tunnels find another way, or the certificate of the second hop could be seen. */
const NEEDED = [
  'acl names_hop myportname names',
  'acl checked all-of CONNECT checked_list !names_hop',
  'cache_peer_access names allow checked',
  'cache_peer_access names deny all',
  'never_direct allow checked',
  'acl unread at_step SslBump1',
  'acl read annotate_transaction sni="%ssl::>sni"',
  'acl nameless note sni -',
  'http_access deny names_hop kept to_private because_private',
  'ssl_bump terminate to_private because_private',
];

const DENIED = 'ssl_bump terminate denied_names because_environment';

function faults({ tenant, file }: Machine): string[] {
  const { allow = [], mode } = tenant.egress;
  const text = file(SQUID_CONF);
  if (text === undefined || allow.every(({ sni }) => sni === 'any')) return [];
  const lines = text.split('\n');
  const missing = NEEDED.filter((line) => !lines.includes(line)).map((line) => `the line "${line}" is missing`);
  return [
    ...missing,
    ...listenerFaults(lines),
    ...listFaults(lines),
    ...deniedFaults(lines),
    ...verdictFaults(
      lines.filter((line) => line.startsWith('ssl_bump ')),
      lines,
      mode === 'enforce' ? 'terminate' : 'splice',
    ),
  ];
}

function listenerFaults(lines: readonly string[]): string[] {
  const port = lines.find((line) => line.startsWith(`http_port 127.0.0.1:${NAMES_PORT} `))?.split(' ') ?? [];
  return ['name=names', 'ssl-bump', 'generate-host-certificates=off', 'tls-min-version=1.3', 'options=NO_TLSv1_3']
    .filter((option) => !port.includes(option))
    .map((option) => `the second hop has no ${option}`);
}

/** Every list that allows hosts is checked, except for those of entries with `sni: any`. */
function listFaults(lines: readonly string[]): string[] {
  const checked = lines.find((line) => line.startsWith('acl checked_list note allowed_by '))?.split(' ') ?? [];
  return lines.flatMap((line) => {
    const [, list = ''] = /^acl by_list\S* annotate_transaction allowed_by=(\S+)$/.exec(line) ?? [];
    return list === '' || /[_-]any$/.test(list) || checked.slice(4).includes(list)
      ? []
      : [`tunnels to hosts of ${list} do not go through the second hop`];
  });
}

/** What `denyHosts` denies as a host is denied as a name, too. */
function deniedFaults(lines: readonly string[]): string[] {
  const values = (start: string) =>
    lines.filter((line) => line.startsWith(start)).map((line) => line.slice(start.length));
  const names = values('acl denied_names ssl::server_name ');
  const open = values('acl denied_hosts dstdomain -n ').filter((host) => !names.includes(host));
  return [
    ...open.map((host) => `${host} is denied as a host, and not as a name inside TLS`),
    ...(names.length > 0 && !lines.includes(DENIED) ? [`the line "${DENIED}" is missing`] : []),
  ];
}

function verdictFaults(bump: readonly string[], lines: readonly string[], otherwise: string): string[] {
  const value = (acl: string, type: string) =>
    lines.find((line) => line.startsWith(`acl ${acl} ${type} `))?.slice(`acl ${acl} ${type} `.length);
  const nameless = bump.findIndex((line) => line.startsWith(`ssl_bump ${otherwise} read nameless `));
  const pairs = bump.filter((line) => /^ssl_bump splice host_/.test(line));
  const known = [`ssl_bump ${otherwise} all `, `ssl_bump ${otherwise} read nameless `, 'ssl_bump splice host_'];
  return [
    ...(bump[0] === 'ssl_bump peek unread' ? [] : ['ssl_bump does not begin with peek']),
    ...(nameless > 0 && nameless < bump.indexOf(pairs[0] ?? '') ? [] : ['a tunnel without a name is not ended first']),
    ...(bump.at(-1)?.startsWith(`ssl_bump ${otherwise} all `) ? [] : [`ssl_bump does not end with ${otherwise} all`]),
    ...bump
      .slice(1)
      .filter((line) => line !== 'ssl_bump terminate to_private because_private' && line !== DENIED)
      .filter((line) => !known.some((start) => line.startsWith(start)))
      .map((line) => `"${line}" is not about a host and its name`),
    ...pairs.flatMap((line) => {
      const [, key = ''] = /^ssl_bump splice host_(\w+) name_\1 allowed_ports\S* named$/.exec(line) ?? [];
      const host = value(`host_${key}`, 'dstdomain -n');
      return host !== undefined && host === value(`name_${key}`, 'ssl::server_name')
        ? []
        : [`"${line}" lets a name through that is not the host`];
    }),
  ];
}
