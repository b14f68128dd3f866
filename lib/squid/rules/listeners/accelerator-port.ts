import { hasMode } from '../../parser/ports';
import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'A port works as a reverse proxy',
  severity: 'warning',
  why: 'In this mode the Host header names the target, and allow-direct forwards to it. That is for publishing servers, not for letting clients out.',
  fix: 'Remove accel, vhost, vport, defaultsite= and allow-direct.',
  good: ['http_port 172.16.28.8:3128'],
  bad: ['http_port 172.16.28.8:3128 accel allow-direct'],
  check: ({ ports }) =>
    ports
      .filter((port) => hasMode(port, 'accel', 'vhost', 'allow-direct', 'act-as-origin'))
      .map((port) => found(port, `the port takes requests as a server would: ${port.directive.rest}`)),
};
