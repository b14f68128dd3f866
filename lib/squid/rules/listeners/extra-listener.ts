import { directivesOf } from '../../config';
import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'A port that clients of a forward proxy do not need',
  severity: 'warning',
  why: 'ICP and HTCP (for sibling caches), SNMP and native FTP are further ways in, most of them without encryption, some over UDP where sources are forged with ease.',
  fix: 'Remove the line; all of them are off by default.',
  good: ['http_port 172.16.28.8:3128', 'icp_port 0'],
  bad: ['http_port 172.16.28.8:3128', 'icp_port 3130'],
  check: (config) =>
    directivesOf(config, 'icp_port', 'htcp_port', 'snmp_port', 'ftp_port', 'wccp_router', 'wccp2_router')
      .filter(({ args }) => args[0] !== undefined && args[0].text !== '0')
      .map((directive) => found(directive, `${directive.written} ${directive.rest} opens a further way in`)),
};
