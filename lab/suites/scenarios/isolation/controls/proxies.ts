import { readFileSync } from 'node:fs';
import type { Control } from '../_types';
import type { World } from '../_world';

const FIREWALL = '/etc/nftables.conf';
const SQUID = '/etc/squid/squid.conf';

async function configured(world: World, host: string, change: (text: string) => string): Promise<void> {
  const machine = world.lab.host(host);
  const rendered = readFileSync(machine.file(`${SQUID}.rendered`), 'utf8');
  await world.lab.proxy(host).configure({ squidConf: change(rendered) });
}

const allowAll = (text: string) => text.replace(/^http_access /m, 'http_access allow all\nhttp_access ');

function squid(
  name: string,
  title: string,
  host: string,
  rules: readonly string[],
  opened: (text: string) => string = allowAll,
): Control {
  return {
    name,
    title,
    rules,
    async off(world) {
      const machine = world.lab.host(host);
      await machine.must(['cp', '--no-clobber', SQUID, `${SQUID}.rendered`]);
      await configured(world, host, opened);
    },
    on: (world) => configured(world, host, (text) => text),
  };
}

function firewall(name: string, title: string, host: string): Control {
  return {
    name,
    title,
    rules: ['vm-firewall-open', 'vm-egress-open'],
    async off(world) {
      await world.lab.host(host).must(['nft', 'delete', 'table', 'ip', 'egress_proxy']);
    },
    async on(world) {
      await world.lab.host(host).must(['nft', '-f', FIREWALL]);
    },
  };
}

/** By what the proxies' machines do. */
export const PROXIES: readonly Control[] = [
  squid('proxy-rules', 'the rules of the tenant’s own Squid: hosts, ports, private ranges, manager', 'squid-a', [
    'scan:open-proxy',
    'scan:private-ranges-reachable',
    'scan:unsafe-ports-reachable',
    'scan:metadata-reachable',
    'scan:manager-reachable',
    'scan:connect-unrestricted',
  ]),
  squid(
    'proxy-names',
    'the second hop of the tenant’s own Squid: the name inside TLS is that of the host',
    'squid-a',
    ['vm-name-unchecked'],
    (text) => text.replace('ssl_bump terminate all because_sni', 'ssl_bump splice all named'),
  ),
  firewall('proxy-firewall', 'the firewall of its machine', 'squid-a'),
  squid('proxy-of-the-other-rules', 'the rules of the other tenant’s Squid: whose nodes it serves', 'squid-b', [
    'scan:sources-beyond',
    'scan:open-proxy',
  ]),
  firewall('proxy-of-the-other-firewall', 'the firewall of that machine', 'squid-b'),
  squid('partner-rules', 'the rules of a Squid that reaches partners by TCP: host and port are a pair', 'squid-c', [
    'scan:open-proxy',
    'scan:private-ranges-reachable',
    'scan:unsafe-ports-reachable',
    'scan:connect-unrestricted',
  ]),
  firewall('partner-firewall', 'the firewall of that Squid’s machine', 'squid-c'),
];
