import { accessOf } from '../../config';
import type { RuleDefinition } from '../../rule';
import { found, written } from '../_support';

export const rule: RuleDefinition = {
  title: 'Certificate errors are accepted',
  why: 'sslproxy_cert_error allow accepts servers whose certificate failed verification.',
  fix: 'Remove the line; the default is to deny.',
  good: ['sslproxy_cert_error deny all'],
  bad: ['sslproxy_cert_error allow all'],
  check: (config) =>
    accessOf(config, 'sslproxy_cert_error')
      .filter(({ action }) => action === 'allow')
      .map((line) => found(line, `${written(line)} accepts servers that cannot prove who they are`)),
};
