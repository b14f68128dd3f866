import { A, B, BASE, C, CLIENT_C, E, edited, environment } from './_base';

/** A change, and by hand what it opens (`+`) and closes (`-`). */
export type Planted = readonly [name: string, files: Readonly<Record<string, string>>, expected: readonly string[]];

const WEB = 'on 443 (and 80 for plain HTTP)';
const ALLOW_A = `  allow:
    - ifconfig.me
    - .example.com
    - { host: api.partner.example, ports: [8443] }
`;
const ALLOW_B = '    - one.example.org\n';
const END_B = 'workloads:\n  - { name: api';
const FROM_B = '    - { namespace: ingress-nginx, ports: [8080] }\n';

/** Entries of allow lists. */
export const LISTS: readonly Planted[] = [
  [
    'a host',
    edited(A, ['- ifconfig.me', '- ifconfig.me\n    - new.example.org']),
    [`+ client-a may now reach new.example.org ${WEB}`],
  ],
  [
    'a domain',
    edited(B, [ALLOW_B, `${ALLOW_B}    - .example.edu\n`]),
    [`+ client-b may now reach .example.edu ${WEB}`],
  ],
  [
    'a host with a port of its own',
    edited(B, [ALLOW_B, `${ALLOW_B}    - { host: ftp.example.edu, ports: [8021] }\n`]),
    ['+ client-b may now reach ftp.example.edu on 8021'],
  ],
  [
    'two hosts, one of them with two ports',
    edited(A, [
      '- ifconfig.me',
      '- ifconfig.me\n    - x.example.org\n    - { host: y.example.org, ports: [443, 9443] }',
    ]),
    [`+ client-a may now reach x.example.org ${WEB}, and y.example.org on 443 and 9443`],
  ],
  ['a host less', edited(A, ['    - ifconfig.me\n', '']), [`- client-a may no longer reach ifconfig.me ${WEB}`]],
  ['a domain less', edited(A, ['    - .example.com\n', '']), [`- client-a may no longer reach .example.com ${WEB}`]],
  [
    'a domain in place of a host',
    edited(B, ['one.example.org', '.example.org']),
    [`+ client-b may now reach .example.org ${WEB}`],
  ],
  [
    'a host in place of a domain',
    edited(A, ['- .example.com', '- www.example.com']),
    [`- client-a may no longer reach .example.com (except www.example.com) ${WEB}`],
  ],
  [
    'one host in place of another',
    edited(A, ['- ifconfig.me', '- ifconfig.co']),
    [`+ client-a may now reach ifconfig.co ${WEB}`, `- client-a may no longer reach ifconfig.me ${WEB}`],
  ],
  ['a host in its long form', edited(A, ['- ifconfig.me', '- { host: ifconfig.me }']), []],
  ['a port more', edited(A, ['[8443]', '[8443, 9443]']), ['+ client-a may now reach api.partner.example on 9443']],
  [
    'another port',
    edited(A, ['[8443]', '[9443]']),
    [
      '+ client-a may now reach api.partner.example on 9443',
      '- client-a may no longer reach api.partner.example on 8443',
    ],
  ],
  [
    'the default ports',
    edited(A, ['- { host: api.partner.example, ports: [8443] }', '- api.partner.example']),
    [
      `+ client-a may now reach api.partner.example ${WEB}`,
      '- client-a may no longer reach api.partner.example on 8443',
    ],
  ],
  [
    'no list',
    edited(A, [ALLOW_A, '']),
    [
      `+ client-a may now reach any host (except bad.example.com) and any public address in place of a host ${WEB}`,
      '- client-a may no longer reach api.partner.example on 8443',
    ],
  ],
  [
    'hosts that are only reported',
    edited(A, ['  allow:', '  mode: report\n  allow:']),
    [
      `+ client-a may now reach any host (except bad.example.com) and any public address in place of a host ${WEB}`,
      '+ client-a may now reach api.partner.example on 8443 with any name inside TLS',
    ],
  ],
  [
    'any name inside TLS',
    edited(A, ['- ifconfig.me', '- { host: ifconfig.me, sni: any }']),
    ['+ client-a may now reach ifconfig.me on 443 with any name inside TLS'],
  ],
  [
    'a denied host less',
    { [E]: environment(['mirror.example.net'], []) },
    [`+ client-a may now reach bad.example.com ${WEB}`],
  ],
  [
    'a denied domain',
    { [E]: environment(['mirror.example.net'], ['bad.example.com', '.shop.example.com']) },
    [`- client-a may no longer reach .shop.example.com ${WEB}`],
  ],
  [
    'a denied host of an allow list',
    { [E]: environment(['mirror.example.net'], ['bad.example.com', 'one.example.org']) },
    [`- client-b may no longer reach one.example.org ${WEB}`],
  ],
  [
    'a denied host that is reached by no one',
    { [E]: environment(['mirror.example.net'], ['bad.example.com', 'nowhere.example']) },
    [],
  ],
  [
    'a host of a shared list',
    { [E]: environment(['mirror.example.net', 'pypi.example.net'], ['bad.example.com']) },
    [`+ client-b may now reach pypi.example.net ${WEB}`],
  ],
  [
    'another host in a shared list',
    { [E]: environment(['cache.example.net'], ['bad.example.com']) },
    [`+ client-b may now reach cache.example.net ${WEB}`, `- client-b may no longer reach mirror.example.net ${WEB}`],
  ],
  [
    'a shared list more',
    edited(A, ['- ifconfig.me', '- ifconfig.me\n    - { list: mirrors }']),
    [`+ client-a may now reach mirror.example.net ${WEB}`],
  ],
  [
    'a shared list less',
    edited(B, ['    - { list: mirrors }\n', '']),
    [`- client-b may no longer reach mirror.example.net ${WEB}`],
  ],
  [
    'one host for two tenants',
    {
      ...edited(A, ['- ifconfig.me', '- ifconfig.me\n    - both.example.org']),
      ...edited(B, [ALLOW_B, `${ALLOW_B}    - both.example.org\n`]),
    },
    [`+ client-a and client-b may now reach both.example.org ${WEB}`],
  ],
];

/** What is reached without HTTP, who connects, and where proxies are. */
export const NETWORKS: readonly Planted[] = [
  [
    'a database',
    edited(A, ['  allow:', '  private: [{ cidr: 172.16.45.7/32, ports: [5432] }]\n  allow:']),
    ['+ client-a may now connect directly to 172.16.45.7 on TCP 5432'],
  ],
  [
    'a database less',
    edited(B, ['  private:\n    - { cidr: 172.16.44.0/28, ports: [5432] }\n', '']),
    ['- client-b may no longer connect directly to 172.16.44.0/28 on TCP 5432'],
  ],
  [
    'a port of a database',
    edited(B, ['[5432]', '[5432, 6432]']),
    ['+ client-b may now connect directly to 172.16.44.0/28 on TCP 6432'],
  ],
  [
    'a wider range',
    edited(B, ['172.16.44.0/28', '172.16.44.0/27']),
    ['+ client-b may now connect directly to 172.16.44.16/28 on TCP 5432'],
  ],
  [
    'another range',
    edited(B, ['172.16.44.0/28', '172.16.46.0/28']),
    [
      '+ client-b may now connect directly to 172.16.46.0/28 on TCP 5432',
      '- client-b may no longer connect directly to 172.16.44.0/28 on TCP 5432',
    ],
  ],
  [
    'a caller',
    edited(A, ['workloads:', 'ingress: { from: [{ namespace: monitoring, ports: [9090] }] }\nworkloads:']),
    ['+ pods of monitoring may now connect to client-a on TCP 9090'],
  ],
  [
    'a caller more',
    edited(B, [FROM_B, `${FROM_B}    - { namespace: backup, ports: [8080] }\n`]),
    ['+ pods of backup may now connect to client-b on TCP 8080'],
  ],
  [
    'a caller less',
    edited(B, [`ingress:\n  from:\n${FROM_B}`, '']),
    ['- pods of ingress-nginx may no longer connect to client-b on TCP 8080'],
  ],
  [
    'a port of a caller',
    edited(B, ['ports: [8080] }\n', 'ports: [8080, 9090] }\n']),
    ['+ pods of ingress-nginx may now connect to client-b on TCP 9090'],
  ],
  [
    'TCP that is not HTTP',
    edited(B, ['  private:', '  tcp: [{ name: sftp, host: sftp.partner.example, port: 22 }]\n  private:']),
    [
      // The port of the gateway that is for this host follows from its name.
      '+ client-b may now connect directly to its gateway on TCP 29806',
      '+ client-b may now reach sftp.partner.example on 22 by tunnels',
      '+ client-b may now reach sftp.partner.example on 22 with any name inside TLS',
      '+ client-b may now reach sftp.partner.example on TCP 22 through the gateway',
    ],
  ],
  [
    'a proxy that moves',
    edited(A, ['172.16.28.8', '172.16.28.18']),
    [
      '+ client-a may now connect directly to its proxy squid-a (172.16.28.18) on TCP 3128',
      '- client-a may no longer connect directly to its proxy squid-a (172.16.28.8) on TCP 3128',
    ],
  ],
  [
    'a proxy that moves behind a gateway',
    edited(B, ['172.16.28.10', '172.16.28.12']),
    [
      '+ client-b may now reach its proxy squid-b at 172.16.28.12:3128 through the gateway',
      '- client-b may no longer reach its proxy squid-b at 172.16.28.10:3128 through the gateway',
    ],
  ],
  [
    'a second proxy, and so a gateway',
    edited(A, [
      'publicAddress: 51.15.0.8 }\n',
      'publicAddress: 51.15.0.8 }\n    - { name: squid-b, address: 172.16.28.18 }\n',
    ]),
    [
      '+ client-a may now connect directly to its gateway on TCP 3128',
      '+ client-a may now reach its proxy squid-a at 172.16.28.8:3128 and its proxy squid-b at 172.16.28.18:3128 through the gateway',
      '- client-a may no longer connect directly to its proxy squid-a (172.16.28.8) on TCP 3128',
    ],
  ],
  [
    // A proxy never connects to its own address.
    'another public address',
    edited(A, ['51.15.0.8', '51.15.0.9']),
    [
      '+ client-a may now reach names with an address in 51.15.0.8',
      '- client-a may no longer reach names with an address in 51.15.0.9',
    ],
  ],
  ['other nodes', edited(A, ['172.16.28.20', '172.16.28.21']), []],
  [
    'a new tenant',
    { [C]: CLIENT_C },
    [
      `+ the new tenant client-c may reach any host (except bad.example.com) and any public address in place of a host ${WEB}`,
      '+ the new tenant client-c may connect directly to its own pods on any port, and pods of kube-system with k8s-app=kube-dns on TCP 53 and UDP 53, and its proxy squid-a (172.16.28.11) on TCP 3128',
      '+ the node that the pod runs on may connect to the new tenant client-c on any port',
    ],
  ],
  [
    'a tenant that leaves',
    { ...edited(B, [END_B, `environments: { development: { enabled: false } }\n${END_B}`]) },
    ['- client-b is removed: what its namespace client-b could reach is closed'],
  ],
  [
    'a cordoned tenant',
    edited(A, ['workloads:', 'state: cordoned\nworkloads:']),
    [`- client-a may no longer reach .example.com and ifconfig.me ${WEB}, and api.partner.example on 8443`],
  ],
];

/** What opens and closes nothing. */
export const QUIET: readonly Planted[] = [
  [
    'a list in another order',
    edited(A, ['    - ifconfig.me\n    - .example.com\n', '    - .example.com\n    - ifconfig.me\n']),
    [],
  ],
  ['a comment', edited(A, ['name: client-a', '# A comment.\nname: client-a']), []],
  ['an image', edited(A, ['web:1', 'web:2']), []],
  ['a second pod', edited(A, ['web:1', 'web:1, replicas: 2']), []],
  [
    'resources',
    edited(A, [
      'web:1',
      "web:1, resources: { limits: { memory: 64Mi, cpu: '1' }, requests: { memory: 64Mi, cpu: '1' } }",
    ]),
    [],
  ],
  ['a variable', edited(A, ['web:1', 'web:1, env: { COLOUR: green }']), []],
  ['a label', edited(A, ['web:1', 'web:1, labels: { team: shop }']), []],
  [
    'one more workload',
    edited(A, ['  - { name: web', '  - { name: more, image: example.com/more:1 }\n  - { name: web']),
    [],
  ],
  ['a quota', edited(A, ['workloads:', 'quota: { cpu: 4, memory: 8Gi, pods: 50 }\nworkloads:']), []],
  ['guardrails that report', edited(A, ['workloads:', 'guardrails: report\nworkloads:']), []],
  ['a title', edited(A, ['name: client-a', 'name: client-a\ntitle: The first']), []],
  ['settings as they are', BASE, []],
];
