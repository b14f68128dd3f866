import { accessOf } from '../../config';
import { clients, hosts, PUBLIC_ADDRESS, strangersWayIn, waysIn, withoutIdentity } from '../../decide/probes';
import type { RuleDefinition } from '../../rule';
import { found, written } from '../_support';

export const rule: RuleDefinition = {
  title: 'Localhost may use the proxy',
  severity: 'warning',
  why: 'A TLS terminator, a tunnel or a port forward on the proxy’s machine makes all of its clients localhost; the stock file’s allow localhost then lets them past every check on sources, and above the denies of private ranges past those too.',
  fix: 'Keep http_access allow localhost manager, delete http_access allow localhost; terminate TLS with https_port.',
  good: [
    'acl tenant_src src 172.16.28.20',
    'http_access allow localhost manager',
    'http_access allow tenant_src',
    'http_access deny all',
  ],
  bad: ['http_access allow localhost', 'http_access deny all'],
  check: (config) => {
    const open = strangersWayIn(config).map(({ line }) => line);
    const requests = hosts(config).flatMap((host) => [
      { method: 'CONNECT', host, port: 443, dstAddresses: [PUBLIC_ADDRESS], reverseName: 'none' },
      { method: 'GET', host, port: 80, dstAddresses: [PUBLIC_ADDRESS], reverseName: 'none' },
    ]);
    const lines = waysIn(config, clients(config, 'loopback'), requests, withoutIdentity).map(({ line }) => line);
    return accessOf(config)
      .filter((line) => lines.includes(line) && !open.includes(line))
      .map((line) => found(line, `${written(line)} lets whatever runs on this machine, or ends there, use the proxy`));
  },
};
