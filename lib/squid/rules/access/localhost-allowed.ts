import { clients, publicRequests, strangersWayIn, waysIn } from '../../decide/probes';
import type { RuleDefinition } from '../../rule';
import { found, passage, start } from '../_support';

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
    return waysIn(config, clients(config, 'loopback'), publicRequests(config), 'outsider')
      .filter(({ line }) => line !== undefined && !open.includes(line))
      .map((pass) =>
        found(
          pass.line ?? start(config),
          passage('whatever runs on this machine, or ends there, may use the proxy', pass),
        ),
      );
  },
};
