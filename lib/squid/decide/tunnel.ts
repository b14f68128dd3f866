import { type AccessLine, type AclReference, accessOf, type Config, directivesOf } from '../config';
import { aclKey } from '../parser/acl-key';
import type { Place } from '../place';
import { leafOf, type Match } from './leaf';
import type { SquidRequest } from './request';

interface TunnelDecision {
  readonly allowed: boolean | 'unknown';
  /** The line of ssl_bump that decides; undefined: none matches, and Squid splices. */
  readonly line?: Place;
  readonly reason: string;
}

/** What is known while a line is judged. */
interface Seen {
  readonly config: Config;
  readonly request: SquidRequest;
  /** The name inside TLS; undefined: the client sends none. */
  readonly sni?: string;
  /** What lines that matched have recorded. */
  readonly notes: ReadonlyMap<string, string>;
  /** Whether this is the second hop, which reads the name. */
  readonly hop: 'first' | 'second';
}

/**
 * What becomes of a tunnel that http_access has let through, by the name inside its TLS. Undefined: the tunnel does not go
 * through the second hop, so no name is read.
 *
 * @param allowedBy the line of http_access that let its CONNECT through
 * @param sni undefined: the client sends no name
 */
export function decideTunnel(
  config: Config,
  request: SquidRequest,
  allowedBy: AccessLine | undefined,
  sni: string | undefined,
): TunnelDecision | undefined {
  const notes = new Map(allowedBy?.terms.flatMap(notesOf) ?? []);
  const first: Seen = { config, request, notes, hop: 'first', ...(sni === undefined ? {} : { sni }) };
  const sent = accessOf(config, 'never_direct').find((line) => matchesAll(line.terms, first) === true);
  if (sent?.action !== 'allow') return undefined;
  const second: Seen = { ...first, hop: 'second', notes: new Map([...notes, ['sni', sni ?? '-']]) };
  for (const directive of directivesOf(config, 'ssl_bump')) {
    const action = directive.args[0]?.text ?? '';
    const match = matchesAll(
      config.references.filter((each) => each.directive === directive),
      second,
    );
    if (match === false || action === 'peek') continue;
    const { file, line, column } = directive;
    const known = action === 'splice' || action === 'none' || action === 'terminate';
    return {
      allowed: match === true && known ? action !== 'terminate' : 'unknown',
      line: { file, line, column },
      reason: `ssl_bump ${directive.rest}`,
    };
  }
  return { allowed: true, reason: 'no line of ssl_bump matches, so the tunnel is spliced' };
}

function notesOf({ acl, negated }: AclReference): (readonly [string, string])[] {
  if (negated || !acl || !/^annotate_(transaction|client)$/.test(acl.type)) return [];
  return acl.values.map(({ text }) => {
    const [name = '', ...value] = text.split('=');
    return [name, value.join('=')];
  });
}

function matchesAll(terms: readonly Pick<AclReference, 'name' | 'negated'>[], seen: Seen): Match {
  const found = terms.map(({ name, negated }) => {
    const match = matches(name, seen);
    return typeof match === 'boolean' && negated ? !match : match;
  });
  return found.includes(false) ? false : (found.find((match) => match !== true) ?? true);
}

function matches(name: string, seen: Seen): Match {
  const { config, request, sni, notes, hop } = seen;
  const acl = config.acls.get(name);
  if (!acl) return 'unknown';
  const values = acl.values.map(({ text }) => text);
  switch (acl.type) {
    case 'all-of':
      // Each line is a group by itself.
      return anyOf(
        acl.lines.map((line) =>
          matchesAll(
            line.values.map(({ text }) => termOf(text)),
            seen,
          ),
        ),
      );
    case 'any-of':
      return anyOf(values.map((text) => matchesAll([termOf(text)], seen)));
    case 'note': {
      const [key = '', ...wanted] = values;
      const value = notes.get(key);
      return value !== undefined && (wanted.length === 0 || wanted.includes(value));
    }
    case 'myportname':
      return hop === 'second';
    case 'at_step':
      return false;
    case 'ssl::server_name':
      return leafOf(config, acl).match({ ...request, host: sni ?? request.host });
    default:
      return leafOf(config, acl).match(request);
  }
}

function termOf(text: string): Pick<AclReference, 'name' | 'negated'> {
  return { name: aclKey(text.replace(/^!/, '')), negated: text.startsWith('!') };
}

function anyOf(found: readonly Match[]): Match {
  return found.includes(true) ? true : (found.find((match) => match !== false) ?? false);
}
