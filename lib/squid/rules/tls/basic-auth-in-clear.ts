import { directivesOf } from '../../config';
import { isLoopback } from '../../decide/probes';
import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'Passwords cross the network in the clear',
  severity: 'warning',
  why: 'Basic authentication sends the password with every request, and http_port does not encrypt.',
  fix: 'https_port, or client certificates instead of passwords.',
  good: [
    'https_port 172.16.28.8:3129 tls-cert=/s.pem',
    'auth_param basic program /usr/lib/squid/basic_ncsa_auth /etc/squid/passwd',
  ],
  bad: ['http_port 172.16.28.8:3128', 'auth_param basic program /usr/lib/squid/basic_ncsa_auth /etc/squid/passwd'],
  check: (config) =>
    config.ports.some(({ kind, address }) => kind === 'http' && !isLoopback(address ?? ''))
      ? directivesOf(config, 'auth_param')
          .filter(({ args }) => args[0]?.text === 'basic' && args[1]?.text === 'program')
          .map((directive) => found(directive, 'passwords reach an http_port unencrypted'))
      : [],
};
