import { directivesOf } from '../../config';
import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'Keys of TLS connections are written down',
  why: 'Everyone who can read that file can decrypt recorded connections, including those between gateway and proxy.',
  fix: 'Remove tls_key_log, and delete its file.',
  good: ['http_port 172.16.28.8:3128'],
  bad: ['tls_key_log stdio:/var/log/squid/keys.log'],
  check: (config) =>
    directivesOf(config, 'tls_key_log').map((directive) => found(directive, `TLS keys go to ${directive.rest}`)),
};
