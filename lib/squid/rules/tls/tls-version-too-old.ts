import { directivesOf } from '../../config';
import { optionOf } from '../../parser/ports';
import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'TLS below 1.2 is accepted',
  why: 'Squid’s own minimum is TLS 1.0, whose ciphers and signatures are broken; what else forbids it is up to the library’s configuration.',
  fix: 'tls-min-version=1.2 on the port (min-version=1.2 in tls_outgoing_options).',
  good: ['https_port 172.16.28.8:3129 tls-cert=/etc/squid/tls/server.pem tls-min-version=1.2'],
  bad: ['https_port 172.16.28.8:3129 tls-cert=/etc/squid/tls/server.pem'],
  check: (config) => [
    ...config.ports
      .filter(({ kind }) => kind === 'https')
      .filter((port) => !isNewEnough(optionOf(port, 'tls-min-version'), optionOf(port, 'options', 'tls-options')))
      .map((port) => found(port, 'the port accepts TLS 1.0 and 1.1')),
    ...directivesOf(config, 'tls_outgoing_options').flatMap(({ args }) =>
      args
        .filter(({ text }) => /^min-version=/.test(text) && !isNewEnough(text.slice('min-version='.length)))
        .map((token) => found(token, `servers may be spoken to with ${token.text.slice('min-version='.length)}`)),
    ),
    ...directivesOf(config, 'cache_peer')
      .filter(({ args }) => args.some(({ text }) => /^(tls|ssl)$/.test(text)))
      .filter(({ args }) => {
        const option = (name: string) => args.find(({ text }) => text.startsWith(name))?.text.slice(name.length);
        return !isNewEnough(option('tls-min-version='), option('ssloptions='));
      })
      .map((directive) => found(directive, 'the parent may be spoken to with TLS 1.0')),
  ],
};

function isNewEnough(version: string | undefined, options = ''): boolean {
  if (version !== undefined) return /^1\.[23]$/.test(version);
  return ['NO_TLSv1', 'NO_TLSv1_1'].every((option) => options.split(/[:,]/).includes(option));
}
