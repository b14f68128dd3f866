import { directivesOf } from '../../config';
import type { RuleDefinition } from '../../rule';
import { found, start } from '../_support';

export const rule: RuleDefinition = {
  title: 'No port is configured',
  why: 'Without an http_port, https_port or ftp_port Squid does not start, unless one is given on its command line.',
  fix: 'http_port <private address>:3128.',
  good: ['http_port 172.16.28.8:3128'],
  bad: ['http_access deny all'],
  check: (config) =>
    directivesOf(config, 'http_port', 'https_port', 'ftp_port').length > 0
      ? []
      : [found(start(config), 'there is no http_port, https_port or ftp_port')],
};
