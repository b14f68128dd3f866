import type { RuleDefinition } from '../../rule';
import { found, problemsOf } from '../_support';

export const rule: RuleDefinition = {
  title: 'Values that Squid does not read',
  why: 'After the name of a file in quotes Squid takes the line for finished: a second file or value is silently ignored.',
  fix: 'Write one line for each file; lines with the same name add up.',
  good: ['acl sites dstdomain -n "/nonexistent/a.txt"', 'acl sites dstdomain -n "/nonexistent/b.txt"'],
  bad: ['acl sites dstdomain -n "/nonexistent/a.txt" "/nonexistent/b.txt"'],
  check: (config) =>
    problemsOf(config, 'after-list').map((problem) =>
      found(problem, `Squid drops ${problem.message} and what follows`),
    ),
};
