import { aliasesOf, forwardsOf } from '../../lib/model/tcp';
import { problemTests } from '../support/problem-cases';
import { CLIENT_B, loadFiles } from '../support/settings';

const CLUSTER = { serviceCidr: '10.32.0.0/20', dns: '10.32.0.10' };
const entry = (name: string, host: string, port: number, address?: string) => ({
  name,
  host,
  port,
  ...(address ? { address } : {}),
});
const SFTP = entry('sftp', 'sftp.partner.example', 22);
const ARCHIVE = entry('archive', 'archive.partner.example', 22);
const MAIL = entry('mail', 'smtp.partner.example', 587);
const MAIL_TLS = entry('mail-tls', 'smtp.partner.example', 465);

describe('the ways to hosts', () => {
  test('each has a listener of its own; each host has a Service and an address of its own', () => {
    const ways = forwardsOf('shop', [SFTP, ARCHIVE, MAIL, MAIL_TLS], CLUSTER);
    expect(new Set(ways.map(({ listener }) => listener)).size).toBe(4);
    expect(new Set(ways.map(({ service }) => service)).size).toBe(3);
    expect(new Set(ways.map(({ address }) => address)).size).toBe(3);
    expect(ways[2]?.address).toBe(ways[3]?.address);
    expect(aliasesOf(ways).map(({ host }) => host)).toEqual([SFTP.host, ARCHIVE.host, MAIL.host]);
  });

  test('keep what they have when others are added behind them', () => {
    const many = Array.from({ length: 100 }, (_, at) => entry(`h-${at}`, `h-${at}.test`, 22));
    const few = forwardsOf('shop', [SFTP, MAIL], CLUSTER);
    const all = forwardsOf('shop', [SFTP, MAIL, ...many], CLUSTER);
    expect(all.slice(0, 2)).toEqual(few);
    expect(new Set(all.map(({ address }) => address)).size).toBe(102);
    expect(new Set(all.map(({ listener }) => listener)).size).toBe(102);
  });

  test('take no address that something else has, nor one that Kubernetes may give away', () => {
    const many = Array.from({ length: 240 }, (_, at) => entry(`h-${at}`, `h-${at}.test`, 22));
    const cluster = { ...CLUSTER, resolver: { address: '10.32.0.53' } };
    const addresses = forwardsOf('shop', [...many, entry('one', 'one.test', 22, '10.32.0.77')], cluster).map(
      ({ address }) => address,
    );
    expect(new Set(addresses).size).toBe(241);
    for (const taken of ['10.32.0.0', '10.32.0.1', '10.32.0.10', '10.32.0.53']) expect(addresses).not.toContain(taken);
    expect(addresses.every((each) => /^10\.32\.(0\.\d+|1\.0)$/.test(each ?? ''))).toBe(true);
    expect(addresses.at(-1)).toBe('10.32.0.77');
  });

  test('have no address without an environment', () => {
    expect(forwardsOf('shop', [SFTP])[0]).not.toHaveProperty('address');
    expect(aliasesOf(forwardsOf('shop', [SFTP]))).toEqual([]);
  });
});

const tcp = (...entries: string[]) => `mode: enforce\n  tcp:\n${entries.map((each) => `    - ${each}\n`).join('')}`;
const OWN = '{ name: sftp, host: sftp.partner.example, port: 2222 }';

problemTests([
  ['a host and a port', 'mode: enforce', tcp(OWN), []],
  [
    'many names',
    'mode: enforce',
    tcp('{ name: sftp, host: .partner.example, port: 22 }'),
    [
      '21:21 egress.tcp[0].host: .partner.example stands for many names (expected one host, for example sftp.partner.example); list each host',
    ],
  ],
  ...['kubernetes.default', 'web.client-b', 'metadata.google.internal', 'printer.local'].map((host) => {
    const message = `21:21 egress.tcp[0].host: ${host} is a name within the cluster or a private network (expected a public host, for example sftp.partner.example); pods reach it directly, by egress.private`;
    const written = tcp(`{ name: sftp, host: ${host}, port: 2222 }`);
    return [`the private name ${host}`, 'mode: enforce', written, [message]] as const;
  }),
  ...['sftp', 'web.client-b.svc', 'web.client-b.svc.cluster.local'].map((host) => {
    const reason = host.includes('.') ? 'is inside the cluster…' : 'is not a full host name…';
    const written = tcp(`{ name: sftp, host: ${host}, port: 2222 }`);
    return [`the name ${host}`, 'mode: enforce', written, [`21:21 egress.tcp[0].host: ${host} ${reason}`]] as const;
  }),
  [
    'the same twice',
    'mode: enforce',
    tcp(OWN, '{ name: more, host: sftp.partner.example, port: 2222 }'),
    ['22:7 egress.tcp[1]: is the same host with the same port as entry 1 of this list; remove one'],
  ],
  [
    'an address of another range',
    'mode: enforce',
    tcp('{ name: sftp, host: sftp.partner.example, port: 2222, address: 172.16.28.77 }'),
    ['21:61 egress.tcp[0].address: 172.16.28.77 is outside 10.32.0.0/20, the range of the services'],
  ],
  [
    'an address that may be given away',
    'mode: enforce',
    tcp('{ name: sftp, host: sftp.partner.example, port: 2222, address: 10.32.4.1 }'),
    [
      '21:61 egress.tcp[0].address: 10.32.4.1 is among those that the cluster gives to services by itself, and may be taken; choose one up to 10.32.1.0',
    ],
  ],
  [
    'two addresses of one host',
    'mode: enforce',
    tcp(
      '{ name: sftp, host: sftp.partner.example, port: 2222, address: 10.32.0.77 }',
      '{ name: more, host: sftp.partner.example, port: 2223, address: 10.32.0.78 }',
    ),
    [
      '22:61 egress.tcp[1].address: 10.32.0.78 is not 10.32.0.77, which entry 1 has for the same host; a host has one address',
    ],
  ],
  [
    'a port that the VM may answer itself, where its public address is not known',
    'mode: enforce',
    tcp('{ name: sftp, host: sftp.partner.example, port: 22 }'),
    [
      '21:49 egress.tcp[0].port: warning: 22 is SSH, which the VM of the proxy answers as well, and a proxy has no publicAddress in development and production…',
    ],
  ],
]);

test('two tenants whose addresses meet are told of a free one', () => {
  const tenant = (name: string, number: number) =>
    `name: ${name}\nnodePool: { sources: [172.16.28.${20 + number}] }\negress:\n  proxies: [{ name: squid, address: 172.16.28.${8 + number} }]\n  tcp: [{ name: sftp, host: sftp.partner.example, port: 2222, address: 10.32.0.77 }]\n`;
  const { errors } = loadFiles({ tenants: { 'bakery.yaml': tenant('bakery', 1), 'shop.yaml': tenant('shop', 2) } });
  expect(errors).toEqual([
    'tenants/shop.yaml:5:63 egress.tcp[0].address: 10.32.0.77, the service address of sftp.partner.example, is that of sftp.partner.example of bakery (tenants/bakery.yaml) already in development and production; set address, for example 10.32.0.2',
  ]);
});

test('a tenant that gets a gateway by it is told so, and one that has one is not', () => {
  const told = (egress: string) =>
    loadFiles({ tenants: { 'client-b.yaml': CLIENT_B.replace('mode: enforce', egress) } })
      .problems.filter(({ id }) => id === 'tcp-gateway')
      .map(({ path, severity, message }) => `${path} ${severity} ${message}`);
  expect(told(tcp(OWN))).toEqual([
    'egress.tcp note gives the tenant a gateway, in the namespace client-b-demo-egress: its pods send all requests there, and roll once',
  ]);
  expect(told(tcp(OWN).replace('mode: enforce', 'certificateSwitch: true'))).toEqual([]);
});
