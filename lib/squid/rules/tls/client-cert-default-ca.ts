import { optionOf } from '../../parser/ports';
import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'Client certificates of public authorities are accepted',
  why: 'tls-default-ca adds the system’s authorities to the authorities for client certificates: anyone can buy a certificate there, with a subject that they partly choose.',
  fix: 'Remove tls-default-ca from the port; clientca= names the only authority.',
  good: ['https_port 172.16.28.8:3129 tls-cert=/s.pem clientca=/ca.pem'],
  bad: ['https_port 172.16.28.8:3129 tls-cert=/s.pem clientca=/ca.pem tls-default-ca'],
  check: ({ ports }) =>
    ports
      .filter((port) => optionOf(port, 'clientca') !== undefined)
      .flatMap(({ options }) => options.filter(({ text }) => /^tls-default-ca(=on)?$/.test(text)))
      .map((token) => found(token, 'every public authority vouches for clients')),
};
