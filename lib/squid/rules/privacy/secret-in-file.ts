import type { Directive } from '../../config';
import type { Token } from '../../place';
import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'The file contains a password',
  why: 'Everyone who can read the repository or the machine’s configuration has the password, and it stays in the history.',
  fix: 'Keep the password out of the repository: let the machine write the line at boot (include), or name a file of its own (helpers take -W FILE).',
  good: ['cache_peer 198.51.100.20 parent 8080 0 no-query login=PASSTHRU'],
  bad: ['cache_peer 198.51.100.20 parent 8080 0 no-query login=someone:not-a-real-one'],
  check: ({ directives }) =>
    directives.flatMap((directive) => {
      const secret = secretOf(directive);
      return secret ? [found(secret.token, `${directive.name} holds ${secret.what}`)] : [];
    }),
};

interface Secret {
  readonly token: Token;
  readonly what: string;
}

function secretOf({ name, args }: Directive): Secret | undefined {
  const at = (test: RegExp, what: string): Secret | undefined => {
    const token = args.find(({ text }) => test.test(text));
    return token && { token, what };
  };
  if (name === 'cache_peer') return at(/^login=[^:]*:./, 'the password for the parent') ?? inUrl(args);
  if (name === 'cachemgr_passwd') {
    const [token] = args;
    if (!token || token.text === 'none' || token.text === 'disable') return undefined;
    return { token, what: 'the password of the cache manager' };
  }
  if (name.startsWith('wccp2_service')) return at(/^password=./, 'the password of WCCP');
  if (PROGRAMS.has(name))
    return option(args) ?? at(/^--?(pass(word|wd)?|secret)=./i, 'a password for a helper') ?? inUrl(args);
  if (name === 'icap_service' || name === 'ecap_service') return inUrl(args);
  const [first, second, third] = args;
  if (/_header_(add|replace)$/.test(name) && /^(proxy-)?authorization$/i.test(first?.text ?? ''))
    return second && { token: second, what: 'credentials in a header' };
  if (name === 'acl' && second?.text === 'snmp_community' && third && third.text !== 'public')
    return { token: third, what: 'a community of SNMP, which is a password' };
  return undefined;
}

const PROGRAMS = new Set(
  `auth_param external_acl_type mail_program sslcrtd_program sslcrtvalidator_program sslpassword_program
  store_id_program url_rewrite_program logfile_daemon unlinkd_program`.split(/\s+/),
);

/** `-w PASSWORD`, as the helpers for LDAP and RADIUS take it. */
function option(args: readonly Token[]): Secret | undefined {
  const what = 'a password for a helper';
  const index = args.findIndex(({ text }) => /^(-w|--password|--passwd|--secret|-p|--pass)$/.test(text));
  // -p is a port to some helpers.
  const next = index < 0 ? undefined : args[index + 1];
  if (next && !(args[index]?.text === '-p' && /^\d+$/.test(next.text))) return { token: next, what };
  const joined = args.find(({ text }) => /^-w./.test(text) && !text.startsWith('-w='));
  return joined && { token: joined, what };
}

function inUrl(args: readonly Token[]): Secret | undefined {
  const token = args.find(({ text }) => /\w+:\/\/[^/@:\s]+:[^/@\s]+@/.test(text));
  return token && { token, what: 'a password in a URL' };
}
