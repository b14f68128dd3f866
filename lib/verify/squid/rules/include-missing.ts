import type { Rule } from '../rule';
import { found, problemsOf } from './_support';

export const includeMissing: Rule = {
  id: 'include-missing',
  title: 'An include that is not there',
  severity: 'error',
  why: 'Squid does not start without it, and a pattern has to match something too. What it should hold was not scanned.',
  fix: 'Write the file, or remove the include; --root says below which folder a copied configuration lies.',
  good: ['http_access deny all'],
  bad: ['include /nonexistent/conf.d/*.conf'],
  check: (config) => problemsOf(config, 'include-missing').map((problem) => found(problem, problem.message)),
};
