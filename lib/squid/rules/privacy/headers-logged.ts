import type { RuleDefinition } from '../../rule';
import { found, setting } from '../_support';

export const rule: RuleDefinition = {
  title: 'All headers are logged',
  severity: 'warning',
  why: 'log_mime_hdrs writes every header of requests and replies, cookies and Authorization included.',
  fix: 'Remove log_mime_hdrs on; name single harmless headers in a logformat.',
  good: ['log_mime_hdrs off'],
  bad: ['log_mime_hdrs on'],
  check: (config) => {
    const { place, value } = setting(config, 'log_mime_hdrs');
    return value === 'on' ? [found(place, 'cookies and Authorization headers are logged')] : [];
  },
};
