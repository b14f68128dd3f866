import type { SquidVersion } from '../config';
import { formatFault, isWholeCode } from './format-codes';
import { atLeast, type Check, decimal, oneOf, onOff, shown, time, within } from './values';

/** How many processes of a helper run. */
export function children([number, ...options]: readonly string[]): string | undefined {
  const fault = within(number, 1, 2 ** 32 - 1);
  if (fault) return fault;
  const odd = options.find(
    (option) =>
      !/^(startup|idle|concurrency|queue-size|reservation-timeout)=\d+$|^on-persistent-overload=(ERR|die)$/.test(
        option,
      ),
  );
  return odd && `"${odd}" is not an option`;
}

const seconds = time(1);

/** By `scheme option`, or by the option alone if all schemes take it. */
const AUTHENTICATION: Readonly<Record<string, Check>> = {
  program: atLeast(1),
  children,
  realm: atLeast(1),
  keep_alive: onOff,
  utf8: onOff,
  'basic credentialsttl': seconds,
  'basic casesensitive': onOff,
  'digest nonce_max_count': ([word]) => decimal(word),
  'digest nonce_max_duration': seconds,
  'digest nonce_garbage_interval': seconds,
  'digest nonce_strictness': onOff,
  'digest check_nonce_count': onOff,
  'digest post_workaround': onOff,
};

/** `auth_param SCHEME OPTION …`. Squid skips options that it does not know. */
export function authentication([scheme, option, ...words]: readonly string[], version: SquidVersion) {
  const fault = oneOf(scheme, 'basic', 'digest', 'negotiate', 'ntlm');
  if (fault) return fault;
  if (option === undefined) return `nothing follows ${scheme}`;
  if (option === 'key_extras')
    return atLeast(1)(words) ?? formatFault((words[0] as string).replace(/^"|"$/g, ''), version);
  for (const name of [`${scheme} ${option}`, option]) {
    if (Object.hasOwn(AUTHENTICATION, name)) return AUTHENTICATION[name]?.(words);
  }
  return undefined;
}

const EXTERNAL_OPTION =
  /^(ttl|negative_ttl|children|children-max|children-startup|children-idle|concurrency|queue-size|cache|grace)=|^(protocol=(2\.5|3\.0)|quote=(url|shell)|ipv[46])$/;

/** `external_acl_type NAME [option …] %CODE … PROGRAM …`. */
export function externalHelper([, ...words]: readonly string[], version: SquidVersion): string | undefined {
  const from = words.findIndex((word) => !EXTERNAL_OPTION.test(word));
  const first = words[from];
  if (from < 0 || !first?.startsWith('%'))
    return `${shown(first)} is neither an option nor a code such as %SRC, and one code is needed`;
  const rest = words.slice(from);
  const end = rest.findIndex((word) => !word.startsWith('%'));
  if (end < 0) return 'no program follows the codes';
  const odd = rest.slice(0, end).find((code) => !isWholeCode(code, version));
  return odd && `Squid ${version} knows no code ${odd}`;
}
