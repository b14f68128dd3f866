import type { RuleDefinition } from '../../rule';
import { found, problemsOf } from '../_support';

export const rule: RuleDefinition = {
  title: 'An include that was not read',
  why: 'Squid does not start without it, and a pattern has to match something too. What it should hold was not scanned. Files outside of the folder of the squid.conf and of --root are not read, so that a file under judgement cannot choose what is printed.',
  fix: 'Write the file, or remove the include; --root names the folder below which a copied configuration is.',
  good: ['http_access deny all'],
  bad: ['include /nonexistent/conf.d/*.conf'],
  check: (config) => problemsOf(config, 'include-missing').map((problem) => found(problem, problem.message)),
};
