import { accessOf, type Config, lastOf } from '../../config';
import type { RuleDefinition } from '../../rule';
import { found, start } from '../_support';

/** What has to be set, and what Squid does without it. */
const WANTED: readonly (readonly [line: string, without: string, isSet: (config: Config) => boolean])[] = [
  ['cache deny all', 'answers are cached', (config) => accessOf(config, 'cache').length > 0],
  ['client_ip_max_connections', 'one client may take all connections', has('client_ip_max_connections')],
  ['forwarded_for delete', 'partners see the addresses of clients', has('forwarded_for')],
  ['httpd_suppress_version_string on', 'everyone sees the version', has('httpd_suppress_version_string')],
  ['request_body_max_size', 'bodies may have any size', has('request_body_max_size')],
  ['visible_hostname', 'partners see the name of the machine', has('visible_hostname')],
];

export const rule: RuleDefinition = {
  title: 'Settings whose defaults are too open',
  severity: 'warning',
  why: 'Squid’s defaults suit a cache for an office: they tell partners the version, the machine’s name and the addresses of clients, keep answers in memory, and set no limits.',
  fix: 'Set each of them: cache deny all, client_ip_max_connections 500, forwarded_for delete, httpd_suppress_version_string on, request_body_max_size 64 MB, visible_hostname <a name of its own for each proxy>.',
  good: [
    'cache deny all',
    'client_ip_max_connections 500',
    'forwarded_for delete',
    'httpd_suppress_version_string on',
    'request_body_max_size 64 MB',
    'visible_hostname client-a-p1',
  ],
  bad: ['http_access deny all'],
  check: (config) => {
    const missing = WANTED.filter(([, , isSet]) => !isSet(config));
    if (missing.length === 0) return [];
    return [found(start(config), `not set: ${missing.map(([line, without]) => `${line} (${without})`).join(', ')}`)];
  },
};

function has(name: string): (config: Config) => boolean {
  return (config) => lastOf(config, name) !== undefined;
}
