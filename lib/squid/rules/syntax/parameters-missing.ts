import type { RuleDefinition } from '../../rule';
import { found, problemsOf } from '../_support';

export const rule: RuleDefinition = {
  title: 'A file of parameters() that was not read',
  why: 'Squid does not start without it. What it should hold was not scanned. Files outside of the folder of the squid.conf and of --root are not read, so that a file under judgement cannot choose what is printed.',
  fix: 'Put the file there, or write the values instead; --root names the folder below which a copied configuration is. In a repository the file may be in the folder of the squid.conf.',
  good: ['configuration_includes_quoted_values on\nacl sites dstdomain -n .example.com'],
  bad: ['configuration_includes_quoted_values on\nacl sites dstdomain -n parameters("/nonexistent/sites.txt")'],
  check: (config) => problemsOf(config, 'parameters-missing').map((problem) => found(problem, problem.message)),
};
