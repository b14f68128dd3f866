import type { RuleDefinition } from '../../rule';
import { found, setting } from '../_support';

export const rule: RuleDefinition = {
  title: 'Queries are logged',
  severity: 'warning',
  why: 'Tokens, keys and personal data stand in the queries of URLs; with strip_query_terms off they stand in the log, and wherever it is shipped.',
  fix: 'Remove strip_query_terms off.',
  good: ['strip_query_terms on'],
  bad: ['strip_query_terms off'],
  check: (config) => {
    const { place, value } = setting(config, 'strip_query_terms');
    return value === 'off' ? [found(place, 'URLs are logged with their queries')] : [];
  },
};
