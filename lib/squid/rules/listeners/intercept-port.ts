import { hasMode } from '../../parser/ports';
import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'A port intercepts traffic',
  why: 'intercept and tproxy disable authentication on the port, and take the destination from where a packet was sent to; a client that connects to the port itself can name any destination.',
  fix: 'Remove intercept, transparent or tproxy, and point clients at the proxy.',
  good: ['http_port 172.16.28.8:3128'],
  bad: ['http_port 172.16.28.8:3128 intercept'],
  check: ({ ports }) =>
    ports
      .filter((port) => hasMode(port, 'intercept', 'transparent', 'tproxy'))
      .map((port) => found(port, `the port intercepts: ${port.directive.rest}`)),
};
