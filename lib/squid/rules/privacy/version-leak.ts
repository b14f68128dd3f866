import type { RuleDefinition } from '../../rule';
import { found, setting } from '../_support';

export const rule: RuleDefinition = {
  title: 'Squid’s version is disclosed',
  severity: 'warning',
  why: 'It is in the Via and Server headers and on error pages, so partners and clients can look up its vulnerabilities.',
  fix: 'httpd_suppress_version_string on.',
  good: ['httpd_suppress_version_string on'],
  bad: ['httpd_suppress_version_string off'],
  check: (config) => {
    const { place, value } = setting(config, 'httpd_suppress_version_string');
    return value === undefined || value === 'on' ? [] : [found(place, 'httpd_suppress_version_string is off')];
  },
};
