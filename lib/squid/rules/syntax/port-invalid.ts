import { directivesOf } from '../../config';
import { hasMode, optionOf } from '../../parser/ports';
import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'A port that Squid refuses',
  why: 'Squid stops at a port that it cannot read, at an https_port without a certificate, and at require-proxy-header where it does not support it.',
  fix: 'http_port ADDRESS:PORT, or https_port ADDRESS:PORT tls-cert=FILE tls-key=FILE.',
  good: ['http_port 172.16.28.8:3128', 'https_port 172.16.28.8:3129 tls-cert=/etc/squid/tls/server.pem'],
  bad: ['http_port 172.16.28.8'],
  check: (config) => [
    ...directivesOf(config, 'http_port', 'https_port', 'ftp_port')
      .filter((directive) => !config.ports.some((port) => port.directive === directive))
      .map((directive) => found(directive, `${directive.rest || 'nothing'} is not a port that Squid can read`)),
    ...config.ports
      .filter((port) => port.kind === 'https' && optionOf(port, 'tls-cert', 'cert') === undefined)
      .map((port) => found(port, 'https_port needs tls-cert=')),
    ...config.ports
      .filter((port) => port.kind !== 'http' && hasMode(port, 'require-proxy-header'))
      .map((port) => found(port, `${port.kind}_port does not support require-proxy-header`)),
  ],
};
