import { directivesOf } from '../../config';
import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'The cache manager needs no password',
  why: 'With the password none, every client that http_access admits to the manager can run the named actions, such as shutdown and reconfigure, which are refused by default.',
  fix: 'Remove the line, or cachemgr_passwd disable all.',
  good: ['cachemgr_passwd disable all'],
  bad: ['cachemgr_passwd none all'],
  check: (config) =>
    directivesOf(config, 'cachemgr_passwd')
      .filter(({ args }) => args[0]?.text === 'none')
      .map((directive) =>
        found(
          directive,
          `no password for ${directive.args
            .slice(1)
            .map(({ text }) => text)
            .join(', ')}`,
        ),
      ),
};
