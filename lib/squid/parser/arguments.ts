import { addressBits } from '../decide/addresses';
import { type ArgumentType, argumentType } from './argument-types';
import { portOptions } from './port-options';

/** Directives whose first word is one of a few. */
const CHOICES: Readonly<Record<string, RegExp>> = {
  memory_cache_mode: /^(always|disk|net.*|never)$/,
  on_unsupported_protocol: /^(tunnel|respond)$/,
  ssl_bump: /^(none|splice|bump|peek|stare|terminate|client-first|server-first|allow|deny)$/,
  sslproxy_cert_adapt: /^(setValidAfter|setValidBefore|setCommonName(\{.*\})?)$/,
  sslproxy_cert_sign: /^(signTrusted|signUntrusted|signSelf)$/,
  uri_whitespace: /^(strip|deny|allow|encode|chop)$/,
  wccp2_assignment_method: /^(hash|mask|1|2)$/,
  wccp2_forwarding_method: /^(gre|l2|1|2)$/i,
  wccp2_return_method: /^(gre|l2|1|2)$/i,
  auth_param: /^(basic|digest|negotiate|ntlm)$/i,
  cpu_affinity_map: /^(process_numbers|cores)=/,
  sslproxy_cert_sign_hash:
    /^(md[45]|md5-sha1|ripemd(160)?|rmd160|sm3|whirlpool|(rsa-)?sha[\d/-]+|blake2\w+|shake\d+)$/i,
  wccp2_service: /^(standard|dynamic)$/,
};

/** Returns what Squid refuses about the words of a directive, or undefined if it reads them. */
export function argumentFault(name: string, words: readonly string[]): string | undefined {
  const [first] = words;
  const choice = Object.hasOwn(CHOICES, name) ? CHOICES[name] : undefined;
  if (choice && !choice.test(first ?? '')) return `${shown(first)} is not one of the words that ${name} takes`;
  if (name === 'append_domain' && first !== undefined && !first.startsWith('.'))
    return `"${first}" has to begin with a dot`;
  if (name === 'pipeline_prefetch') return first === 'on' || first === 'off' ? undefined : integer(first);
  if (name === 'client_request_buffer_max_size' && bytes(words) <= 64 * 1024)
    return `${words.join(' ')} is not larger than the headers of a request may be (64 KB)`;
  if (name === 'icap_service_failure_limit')
    return integer(first) ?? (words.length > 1 ? oneOf(words[1], 'in') : undefined);
  if (name === 'request_header_replace' || name === 'reply_header_replace')
    return words.length === 1 ? atLeast(2)(words) : undefined;
  if (name === 'url_rewrite_timeout') return CHECKS['two words'](words) ?? integer(first);
  if (name === 'sslproxy_version' && words.length > 1) return 'takes one number';
  if (name === 'ssl_engine') return ENGINES;
  if (REPLACED.test(name)) return 'Squid no longer reads any value of it, and does not start';
  if (name === 'deny_info') return errorPage(first);
  if (name === 'tcp_outgoing_address')
    return addressBits(first ?? '') === undefined ? `${shown(first)} is not an address` : undefined;
  if (name === 'wccp2_router') return first === undefined ? undefined : address(first.replace(/:\d+$/, ''));
  if (/^(http|https|ftp)_port$/.test(name)) return portOptions(words.slice(1));
  if (name === 'tcp_outgoing_tos' || name === 'clientside_tos') return CHECKS.mark(words) ?? most(first, 255);
  if (name === 'cache_peer') return peer(words);
  if (name === 'refresh_pattern') return refresh(words);
  const type = argumentType(name);
  return type && CHECKS[type](words);
}

/** Obsolete, and not only ignored. */
const REPLACED = /^(log_access|log_icap|sslproxy_(cipher|client_certificate|client_key|flags))$/;

const ENGINES = 'Squid cannot use an engine with OpenSSL 3, which all supported systems have';

type Check = (words: readonly string[]) => string | undefined;

const CHECKS: Readonly<Record<ArgumentType, Check>> = {
  switch: ([word]) => oneOf(word, 'on', 'off', 'enable', 'disable'),
  'switch or warn': ([word]) => oneOf(word, 'on', 'off', 'warn', 'enable', 'disable'),
  integer: ([word]) => integer(word),
  'large integer': ([word]) => (/^[-+]?\d+$/.test(word ?? '') ? undefined : `${shown(word)} is not a whole number`),
  port: ([word]) => within(word, 0, 65535),
  time,
  size: (words) => size(words, 0),
  'size or none': (words) => size(words, Number.NEGATIVE_INFINITY),
  address: ([word]) => address(word),
  children,
  mark: ([word]) =>
    /^(0x[\da-f]+|\d+)(\/(0x[\da-f]+|\d+))?$/i.test(word ?? '')
      ? most(word, 2 ** 32 - 1)
      : `${shown(word)} is not a number such as 0x20`,
  count: ([word]) => within(word, 0, 65535),
  'one word': atLeast(1),
  'two words': atLeast(2),
  'three words': atLeast(3),
  'four words': atLeast(4),
};

function atLeast(count: number): Check {
  return (words) => (words.length < count ? `${words.length} of ${count} words or more` : undefined);
}

function shown(word: string | undefined): string {
  return word === undefined ? 'nothing' : `"${word}"`;
}

function oneOf(word: string | undefined, ...choices: readonly string[]): string | undefined {
  return word !== undefined && choices.includes(word)
    ? undefined
    : `${shown(word)} is neither ${choices.join(' nor ')}`;
}

/** As the C library reads numbers: in octal after 0, in hexadecimal after 0x. */
function integer(word: string | undefined): string | undefined {
  const match = /^([-+]?)(0x[\da-f]+|0[0-7]*|[1-9]\d*)$/i.exec(word ?? '');
  if (!match) return `${shown(word)} is not a whole number`;
  const digits = match[2] as string;
  const value = /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
  const limit = match[1] === '-' ? 2 ** 31 : 2 ** 31 - 1;
  return value <= limit ? undefined : `${word} is too large`;
}

function most(word: string | undefined, last: number): string | undefined {
  return Number(word?.split('/')[0]) > last ? `${word} is larger than ${last}` : undefined;
}

function within(word: string | undefined, first: number, last: number): string | undefined {
  if (!/^\+?\d+$/.test(word ?? '')) return `${shown(word)} is not a whole number from ${first} to ${last}`;
  const value = Number(word);
  return value >= first && value <= last ? undefined : `${word} is not between ${first} and ${last}`;
}

const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

const TIME_UNITS = /^(nanosecond|microsecond|millisecond|second|minute|hour|day|week|fortnight|month|year|decade)/i;

function time([number, unit]: readonly string[]): string | undefined {
  if (!NUMBER.test(number ?? '')) return `${shown(number)} is not a number`;
  if (Number(number) === 0) return undefined;
  if (unit === undefined) return `${number} has no unit (expected, for example, ${number} seconds)`;
  return TIME_UNITS.test(unit) ? undefined : `"${unit}" is not a unit of time (expected, for example, seconds)`;
}

const SIZE_UNITS: readonly (readonly [unit: RegExp, bytes: number])[] = [
  [/^bytes/i, 1],
  [/^KB/i, 2 ** 10],
  [/^MB/i, 2 ** 20],
  [/^GB/i, 2 ** 30],
];

function size([number, unit]: readonly string[], least: number): string | undefined {
  if (number === 'none' || number === '-1') return undefined;
  if (!NUMBER.test(number ?? '') || Number(number) < least) return `${shown(number)} is not a size`;
  if (Number(number) === 0) return undefined;
  if (Number(number) >= 2 ** 63) return `${number} is too large`;
  if (unit === undefined || SIZE_UNITS.some(([known]) => known.test(unit))) return undefined;
  return `"${unit}" is not a unit of size (expected bytes, KB, MB or GB)`;
}

function bytes([number, unit = 'bytes']: readonly string[]): number {
  const factor = SIZE_UNITS.find(([known]) => known.test(unit))?.[1] ?? Number.NaN;
  return Number(number) * factor;
}

/** A name is looked up when Squid starts: that cannot be judged here. */
function address(word: string | undefined): string | undefined {
  if (word === undefined) return 'nothing is not an address';
  const isKnown = ['any_addr', 'no_addr', 'full_mask'].includes(word) || addressBits(word) !== undefined;
  const isName = /^[a-z\d]([\w-]*[a-z\d])?(\.[a-z\d]([\w-]*[a-z\d])?)*\.?$/i.test(word) && /[a-z]/i.test(word);
  return isKnown || isName ? undefined : `${shown(word)} is not an address`;
}

function children([number, ...options]: readonly string[]): string | undefined {
  const fault = within(number, 1, 2 ** 31 - 1);
  if (fault) return fault;
  const odd = options.find(
    (option) => !/^(startup|idle|concurrency|queue-size)=\d+$|^on-persistent-overload=(ERR|die)$/.test(option),
  );
  return odd && `"${odd}" is not an option`;
}

/** A page that begins with a number has it as its HTTP status, and a redirect leads to a URL. */
function errorPage(page: string | undefined): string | undefined {
  const [, digits, rest = ''] = /^([-+]?\d+)(.*)$/s.exec(page ?? '') ?? [];
  if (digits === undefined) return undefined;
  const status = Number(digits);
  if (!(status >= 200 && status < 600)) return `${shown(page)} begins with ${digits}, which is not an HTTP status`;
  return status < 400 && status >= 300 && !/^:\w+:/.test(rest) ? `${shown(page)} redirects without a URL` : undefined;
}

function peer(words: readonly string[]): string | undefined {
  const few = atLeast(4)(words);
  if (few) return few;
  const [, type = '', http, icp] = words;
  if (!/^(parent|sibling|multicast)$/i.test(type)) return `"${type}" is neither parent, sibling nor multicast`;
  return within(http, 1, 65535) ?? within(icp, 0, 65535);
}

function refresh(words: readonly string[]): string | undefined {
  const rest = words.filter((word) => word !== '-i' && word !== '+i');
  if (rest.length < 4) return atLeast(4)(rest);
  const [, min, percent, max] = rest;
  const isPercent = /^\d+%?$/.test(percent ?? '');
  return integer(min) ?? (isPercent ? undefined : `${shown(percent)} is not a percentage`) ?? integer(max);
}
