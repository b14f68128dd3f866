import type { SquidVersion } from '../config';
import { ecapService, icapService } from './adaptation-service';
import { type ArgumentType, argumentType } from './argument-types';
import { cacheFolder } from './cache-folder';
import { authentication, children, externalHelper } from './helper-options';
import { affinity, errorPage, logOptions, responsePool, rewriteTimeout, tlsOptions } from './option-lists';
import { peer } from './peer-options';
import { portOptions } from './port-options';
import { tlsFlags } from './tls-flags';
import { address, atLeast, type Check, integer, most, oneOf, onOff, shown, size, time, within } from './values';

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
  sslproxy_cert_sign_hash:
    /^(md[45]|md5-sha1|ripemd(160)?|rmd160|sm3|whirlpool|(rsa-)?sha[\d/-]+|blake2\w+|shake\d+)$/i,
  wccp2_service: /^(standard|dynamic)$/,
};

/** Directives with options, checked beyond their first words. */
const OPTIONS: Readonly<Record<string, Check>> = {
  access_log: logOptions,
  cache_dir: cacheFolder,
  cache_peer: peer,
  cpu_affinity_map: affinity,
  deny_info: errorPage,
  ecap_service: ecapService,
  icap_log: logOptions,
  icap_service: icapService,
  response_delay_pool: responsePool,
  tls_outgoing_options: tlsOptions,
  url_rewrite_timeout: rewriteTimeout,
};

/** Returns what Squid refuses about the words of a directive, quotes included, or undefined if it reads them. */
export function argumentFault(name: string, words: readonly string[], version: SquidVersion): string | undefined {
  return byName(name, words, version) ?? (Object.hasOwn(OPTIONS, name) ? OPTIONS[name]?.(words) : undefined);
}

function byName(name: string, words: readonly string[], version: SquidVersion): string | undefined {
  const [first] = words;
  const choice = Object.hasOwn(CHOICES, name) ? CHOICES[name] : undefined;
  if (choice && !choice.test(first ?? '')) return `${shown(first)} is not one of the words that ${name} takes`;
  if (name === 'append_domain' && first !== undefined && !first.startsWith('.'))
    return `${shown(first)} has to begin with a dot`;
  if (name === 'pipeline_prefetch') return first === 'on' || first === 'off' ? undefined : integer(first);
  if (name === 'icap_service_failure_limit')
    return integer(first) ?? (words.length > 1 ? (oneOf(words[1], 'in') ?? time(1)(words.slice(2))) : undefined);
  if (name === 'request_header_replace' || name === 'reply_header_replace')
    return words.length === 1 ? atLeast(2)(words) : undefined;
  if (name === 'auth_param') return authentication(words, version);
  if (name === 'external_acl_type') return CHECKS['three words'](words) ?? externalHelper(words, version);
  if (name === 'sslproxy_version' && words.length > 1) return 'takes one number';
  if (name === 'ssl_engine') return ENGINES;
  if (REPLACED.test(name)) return 'Squid no longer reads any value of it, and does not start';
  if (name === 'sslproxy_flags') return atLeast(1)(words) ?? tlsFlags(first as string);
  if (name === 'sslproxy_cipher')
    return /^[-+!]?[A-Z][\w+:!@=-]*$/.test(first ?? '') ? undefined : `${shown(first)} is not a cipher`;
  if (name === 'tcp_outgoing_address') return address(first);
  if (name === 'wccp2_router') return first === undefined ? undefined : address(first.replace(/:\d+$/, ''));
  if (name === 'http_port' || name === 'https_port' || name === 'ftp_port') return portOptions(name, words.slice(1));
  if (name === 'tcp_outgoing_tos' || name === 'clientside_tos') return CHECKS.mark(words) ?? most(first, 255);
  if (name === 'refresh_pattern') return refresh(words);
  const type = argumentType(name);
  return type && CHECKS[type](words);
}

/** Obsolete, and not only ignored. */
const REPLACED = /^(log_access|log_icap|sslproxy_client_(certificate|key))$/;

const ENGINES = 'Squid cannot use an engine with OpenSSL 3, which all supported systems have';

const CHECKS: Readonly<Record<ArgumentType, Check>> = {
  switch: onOff,
  'switch or warn': ([word]) => oneOf(word, 'on', 'off', 'warn', 'enable', 'disable'),
  integer: ([word]) => integer(word),
  'large integer': ([word]) => (/^[-+]?\d+$/.test(word ?? '') ? undefined : `${shown(word)} is not a whole number`),
  port: ([word]) => within(word, 0, 65535),
  time: time(1),
  milliseconds: time(1e-3),
  size: (words) => size(words, { least: 0, beyond: 2 ** 64 }),
  'size or none': (words) => size(words, { least: Number.NEGATIVE_INFINITY, beyond: 2 ** 63 }),
  'size in KB': (words) => size(words, { least: Number.NEGATIVE_INFINITY, beyond: 2 ** 73, kept: 1024 }),
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

function refresh(words: readonly string[]): string | undefined {
  const rest = words.filter((word) => word !== '-i' && word !== '+i');
  if (rest.length < 4) return atLeast(4)(rest);
  const [, min, percent, max] = rest;
  const isPercent = /^\d+%?$/.test(percent ?? '');
  return integer(min) ?? (isPercent ? undefined : `${shown(percent)} is not a percentage`) ?? integer(max);
}
