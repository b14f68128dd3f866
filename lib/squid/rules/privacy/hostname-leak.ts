import { lastOf } from '../../config';
import type { RuleDefinition } from '../../rule';
import { found, start } from '../_support';

export const rule: RuleDefinition = {
  title: 'The machine’s own name is told to partners',
  severity: 'warning',
  why: 'Without visible_hostname the Via header and error pages carry what gethostname() returns. And two proxies that were made from one image have the same name: each takes the other’s requests for a loop.',
  fix: 'visible_hostname <a name that says nothing, another for each proxy>.',
  good: ['visible_hostname client-a-p1'],
  bad: ['http_access deny all'],
  check: (config) => (lastOf(config, 'visible_hostname') ? [] : [found(start(config), 'visible_hostname is not set')]),
};
