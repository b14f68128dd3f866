import type { RuleDefinition } from '../../rule';
import { found, setting } from '../_support';

export const rule: RuleDefinition = {
  title: 'Queries are logged',
  severity: 'warning',
  why: 'Queries of URLs contain tokens, keys and personal data; with strip_query_terms off they are written to the log and to every place that it is shipped to.',
  fix: 'Remove strip_query_terms off.',
  good: ['strip_query_terms on'],
  bad: ['strip_query_terms off'],
  check: (config) => {
    const { place, value } = setting(config, 'strip_query_terms');
    return value === 'off' ? [found(place, 'URLs are logged with their queries')] : [];
  },
};
