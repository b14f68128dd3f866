import { clientsEverywhere, waysIn } from '../../decide/probes';
import type { RuleDefinition } from '../../rule';
import { found, passage, setting, start } from '../_support';

export const rule: RuleDefinition = {
  title: 'The cache manager answers clients on other machines',
  why: 'Its pages list clients and servers, the configuration and open connections; some actions need no password. The first line that matches decides, so an allow above deny manager is enough.',
  fix: 'Above every other allow: http_access allow localhost manager, then http_access deny manager.',
  good: [
    'acl tenant_src src 172.16.28.20',
    'http_access allow localhost manager',
    'http_access deny manager',
    'http_access allow tenant_src',
    'http_access deny all',
  ],
  bad: [
    'acl tenant_src src 172.16.28.20',
    'http_access allow tenant_src',
    'http_access deny manager',
    'http_access deny all',
  ],
  check: (config) => {
    const host = setting(config, 'visible_hostname').value ?? 'proxy.test';
    const request = { method: 'GET', host, port: 3128, path: '/squid-internal-mgr/info', dstAddresses: [] };
    const requests = [request, { ...request, port: 80 }];
    return waysIn(config, clientsEverywhere(config), requests).map((pass) =>
      found(pass.line ?? start(config), passage(`the cache manager answers ${pass.request.src}`, pass)),
    );
  },
};
