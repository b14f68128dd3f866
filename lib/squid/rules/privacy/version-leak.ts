import type { RuleDefinition } from '../../rule';
import { found, setting } from '../_support';

export const rule: RuleDefinition = {
  title: 'Squid’s version is told to everybody',
  severity: 'warning',
  why: 'It stands in the Via and Server headers and on error pages, for partners and clients to look up its faults.',
  fix: 'httpd_suppress_version_string on.',
  good: ['httpd_suppress_version_string on'],
  bad: ['httpd_suppress_version_string off'],
  check: (config) => {
    const { place, value } = setting(config, 'httpd_suppress_version_string');
    return value === undefined || value === 'on' ? [] : [found(place, 'httpd_suppress_version_string is off')];
  },
};
