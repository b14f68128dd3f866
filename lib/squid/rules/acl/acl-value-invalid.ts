import { parseRanges } from '../../decide/addresses';
import { parsePortRange } from '../../decide/port-ranges';
import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'A value that Squid refuses',
  why: 'Squid stops at an address or port that it cannot read.',
  fix: 'Addresses are 192.0.2.1, 192.0.2.0/24, 192.0.2.1-192.0.2.9 or their IPv6 like; ports 443 or 8000-8010, up to 65535.',
  good: ['acl a src 192.0.2.0/24', 'acl p port 443 8000-8010'],
  bad: ['acl a src 192.0.2.0/33'],
  check: ({ acls }) =>
    [...acls.values()].flatMap(({ type, lines }) => {
      const values = lines.flatMap((line) => line.values);
      if (type === 'port' || type === 'localport') {
        return values
          .filter(({ text }) => !parsePortRange(text))
          .map((token) => found(token, `${token.text} is no port`));
      }
      if (type !== 'src' && type !== 'dst' && type !== 'localip') return [];
      return values
        .filter(({ text }) => /[/:]|^[\d.-]+$/.test(text) && !parseRanges(text))
        .map((token) => found(token, `${token.text} is neither an address nor a range`));
    }),
};
