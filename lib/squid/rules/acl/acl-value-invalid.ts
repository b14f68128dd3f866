import type { Acl, AclLine } from '../../config';
import { readAddressValue } from '../../decide/addresses';
import { parsePortRange } from '../../decide/port-ranges';
import { flagFault } from '../../parser/acl-flags';
import { valueFault } from '../../parser/acl-values';
import type { Found, RuleDefinition } from '../../rule';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'A flag or a value of an ACL that Squid refuses',
  why: 'Squid does not start: each type of ACL takes certain flags and values.',
  fix: 'Addresses are 192.0.2.1, 192.0.2.0/24, 192.0.2.1-192.0.2.9 or their IPv6 like; ports 443 or 8000-8010, up to 65535. squid.conf.documented describes the other types under acl.',
  good: ['acl a src 192.0.2.0/24', 'acl p port 443 8000-8010', 'acl h time MTWHF 9:00-17:00'],
  bad: ['acl a src 192.0.2.0/33'],
  check: ({ acls }) => [...acls.values()].flatMap((acl) => acl.lines.flatMap((line) => faultsOf(acl, line))),
};

function faultsOf({ type, complete }: Acl, line: AclLine): readonly Found[] {
  const flag = flagFault(type, line.flags);
  if (flag !== undefined) return [found(line, flag)];
  if (type === 'port' || type === 'localport') {
    return line.values
      .filter(({ text }) => !parsePortRange(text))
      .map((token) => found(token, `${token.text} is not a valid port`));
  }
  if (type === 'src' || type === 'dst' || type === 'localip') {
    return line.values
      .filter(({ text }) => readAddressValue(text) === 'refused')
      .map((token) => found(token, `${token.text} is not an address, a range or a name that can be looked up`));
  }
  // What a list that was not read holds may be valid.
  if (line.values.length === 0 && !complete) return [];
  const fault = valueFault(
    type,
    line.values.map(({ text }) => text),
  );
  return fault ? [found(line.values[fault.index] ?? line, `${type}: ${fault.message}`)] : [];
}
