import { tlsFlags, tlsSwitches } from './tls-flags';
import { type Check, decimal, isTimeUnit, optionSize, shown, time } from './values';

/** `access_log PLACE [key=value …] [acl …]`. */
export const logOptions: Check = ([, ...words]) => {
  const end = words.findIndex((word) => !word.includes('='));
  for (const option of end < 0 ? words : words.slice(0, end)) {
    const [, name = '', value = ''] = /^([^=]*)=(.*)$/s.exec(option) ?? [];
    const fault = logOption(name.toLowerCase(), value);
    if (fault) return fault;
  }
  return undefined;
};

function logOption(name: string, value: string): string | undefined {
  if (name === 'on-error')
    return /^(die|drop)/i.test(value) ? undefined : `on-error: ${shown(value)} is not die or drop`;
  if (name === 'buffer-size') return optionSize(value);
  if (name === 'rotate') return decimal(value);
  return name === 'logformat' ? undefined : `${name}= is not an option of a log`;
}

/** `deny_info PAGE acl …`. A page that begins with a number has it as its HTTP status. */
export const errorPage: Check = ([page = '']) => {
  const status = Number(/^[-+]?\d+/.exec(page)?.[0] ?? 0);
  if (status === 0) return undefined;
  if (status < 200 || status > 599) return `${shown(page)} begins with ${status}, which is not an HTTP status`;
  const redirects = status >= 300 && status < 400;
  const hasUrl = page.slice(4).includes(':');
  if (redirects === hasUrl) return undefined;
  return redirects ? `${shown(page)} redirects without a URL` : `${shown(page)}: only 3xx leads to a URL`;
};

const REWRITE_ACTION = /^(bypass|fail|retry|use_configured_response)$/i;

/** `url_rewrite_timeout TIME [UNIT] [on_timeout=… [response=…]]`. A word that is not a unit is skipped. */
export const rewriteTimeout: Check = (words) => {
  const [number = '', unit] = words;
  const fault = time(1)(unit === undefined || isTimeUnit(unit) ? words : [number, 'seconds']);
  if (fault) return fault;
  const given = new Map(words.slice(1).flatMap((word) => (word.includes('=') ? [pair(word)] : [])));
  const odd = [...given.keys()].find((name) => name !== 'on_timeout' && name !== 'response');
  if (odd !== undefined) return `${odd}= is not an option`;
  const action = given.get('on_timeout');
  if (action !== undefined && !REWRITE_ACTION.test(action)) return `on_timeout: ${shown(action)} is not an action`;
  const answers = /^use_configured_response$/i.test(action ?? '');
  return answers === given.has('response')
    ? undefined
    : 'response= and on_timeout=use_configured_response need each other';
};

function pair(word: string): [name: string, value: string] {
  const at = word.indexOf('=');
  return [word.slice(0, at).toLowerCase(), word.slice(at + 1)];
}

/** `response_delay_pool NAME [key=value …]`. */
export const responsePool: Check = ([, ...words]) => {
  const end = words.findIndex((word) => !word.includes('='));
  const given = new Map((end < 0 ? words : words.slice(0, end)).map(pair));
  for (const [name, value] of given) {
    if (!/^((individual|aggregate)-(restore|maximum)|initial-bucket-level)$/.test(name))
      return `${name} is not an option`;
    const fault = decimal(value, -(2 ** 63), 2 ** 63);
    if (fault) return `${name}: ${fault}`;
  }
  const half = ['individual', 'aggregate'].find(
    (kind) => given.has(`${kind}-restore`) !== given.has(`${kind}-maximum`),
  );
  return half && `${half}-restore and ${half}-maximum need each other`;
};

/** `cpu_affinity_map process_numbers=… cores=…`. */
export const affinity: Check = (words) => {
  const lists = new Map(words.map(pair));
  const [processes, cores] = ['process_numbers', 'cores'].map((name) => lists.get(name)?.split(','));
  if (!processes || !cores) return 'needs process_numbers= and cores=';
  if ([...processes, ...cores].some((number) => !/^\d+$/.test(number) || Number(number) < 1))
    return 'takes lists of numbers from 1 on';
  return processes.length === cores.length ? undefined : 'process_numbers and cores differ in length';
};

/** `tls_outgoing_options key=value …`. */
export const tlsOptions: Check = (words) => {
  for (const [index, word] of words.entries()) {
    const [, name, value = ''] = /^(flags|options|key)=(.*)$/s.exec(word) ?? [];
    if (name === 'key' && !words.slice(0, index).some((other) => other.startsWith('cert=')))
      return `${word} has to stand after the certificate`;
    const fault = name === 'flags' ? tlsFlags(value) : name === 'options' ? tlsSwitches(value) : undefined;
    if (fault) return fault;
  }
  return undefined;
};
