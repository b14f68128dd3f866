import { isRegexType } from './acl-types';

/** What may stand between the type of an ACL and its values, apart from `-i` and `+i` of patterns. */
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  dst: ['-n'],
  dstdomain: ['-n'],
  dstdom_regex: ['-n'],
  ext_user: ['-i', '+i'],
  ident: ['-i', '+i'],
  proxy_auth: ['-i', '+i'],
  max_user_ip: ['-s'],
  note: ['-m'],
  'ssl::server_name': ['--client-requested', '--server-provided', '--consensus'],
  'ssl::server_name_regex': ['--client-requested', '--server-provided', '--consensus'],
};

/** These compare patterns, but with a header that is named first. */
const WITHOUT_CASE = ['req_header', 'rep_header'];

/** Returns what Squid refuses about the flags of an ACL, or undefined if it reads them. */
export function flagFault(type: string, flags: readonly string[]): string | undefined {
  const own = Object.hasOwn(FLAGS, type) ? (FLAGS[type] as readonly string[]) : [];
  const known = isRegexType(type) && !WITHOUT_CASE.includes(type) ? ['-i', '+i', ...own] : own;
  const odd = flags.find((flag) => !known.includes(flag.split('=')[0] as string));
  if (odd !== undefined) {
    const expected = known.length === 0 ? 'it takes none' : `available: ${known.join(', ')}`;
    return `"${odd}" is not a flag of ${type} (${expected})`;
  }
  const words = flags.filter((flag) => flag.startsWith('--'));
  return words.length > 1 ? `${words.join(' and ')} exclude each other` : undefined;
}
