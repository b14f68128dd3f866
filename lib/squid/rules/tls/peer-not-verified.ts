import { directivesOf } from '../../config';
import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'Certificates of servers or parents are not verified',
  why: 'DONT_VERIFY_PEER and DONT_VERIFY_DOMAIN accept any certificate, or one for another name, so an attacker on the network path is accepted.',
  fix: 'Remove the flag; name the authority with cafile= (tls-cafile= in cache_peer).',
  good: ['tls_outgoing_options min-version=1.2 cafile=/etc/squid/tls/ca.pem'],
  bad: ['tls_outgoing_options flags=DONT_VERIFY_PEER'],
  check: (config) =>
    directivesOf(config, 'tls_outgoing_options', 'cache_peer', 'sslproxy_flags', 'icap_service')
      .flatMap(({ args }) => args)
      .filter(({ text }) => /DONT_VERIFY_(PEER|DOMAIN)/.test(text))
      .map((token) => found(token, `${token.text} accepts any certificate`)),
};
