import type { Acl, AclLine } from '../../config';
import { covers, parseRanges } from '../../decide/addresses';

/** What a line adds to a predefined ACL; `all` already has everything. */
export function addsTo(acl: Acl, line: AclLine): readonly string[] {
  if (acl.name === 'all') return [];
  const ours = acl.lines.flatMap(({ values }) => values);
  const own = acl.values.filter((value) => !ours.includes(value)).map(({ text }) => text);
  if (acl.type !== 'src' && acl.type !== 'dst') {
    return line.values.map(({ text }) => text).filter((text) => !own.includes(text));
  }
  const ranges = own.flatMap((text) => parseRanges(text) ?? []);
  return line.values
    .map(({ text }) => text)
    .filter((text) => !(parseRanges(text) ?? []).some((range) => ranges.some((known) => covers(known, range))));
}
