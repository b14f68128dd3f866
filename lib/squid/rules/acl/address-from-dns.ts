import type { Config } from '../../config';
import { readAddressValue } from '../../decide/addresses';
import { argumentType } from '../../parser/argument-types';
import { mayResolve } from '../../parser/host-names';
import type { Token } from '../../place';
import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'A host name where Squid needs an address',
  severity: 'warning',
  why: 'Squid looks it up once, when it starts: it does not start while DNS is down, and later does not notice that the address moved. What it resolves to cannot be scanned.',
  fix: 'Write the address.',
  good: ['acl tenant_src src 172.16.28.20', 'tcp_outgoing_address 172.16.28.8', 'udp_outgoing_address any_addr'],
  bad: ['acl tenant_src src node-1.internal.example', 'udp_outgoing_address proxy.example.com'],
  check: (config) =>
    [...aclValues(config), ...directiveValues(config)].map((token) =>
      found(token, `${token.text} is looked up once, when Squid starts`),
    ),
};

function aclValues({ acls }: Config): readonly Token[] {
  return [...acls.values()]
    .filter(({ type }) => type === 'src' || type === 'dst' || type === 'localip')
    .flatMap(({ lines }) => lines.flatMap(({ values }) => values))
    .filter(({ text }) => readAddressValue(text) === 'name');
}

function directiveValues({ directives }: Config): readonly Token[] {
  return directives
    .filter(({ name }) => argumentType(name) === 'address' || name === 'tcp_outgoing_address')
    .flatMap(({ args }) => args.slice(0, 1))
    .filter(({ text }) => mayResolve(text));
}
