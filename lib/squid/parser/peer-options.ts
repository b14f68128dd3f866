import { tlsFlags, tlsSwitches } from './tls-flags';
import { atLeast, decimal, within } from './values';

/** Names of ports that every system knows. */
const SERVICES = new Set(['domain', 'echo', 'ftp', 'http', 'http-alt', 'https', 'icp', 'icpv2', 'tproxy', 'webcache']);

const NUMBERS = /^(weight|basetime|ttl|max-conn|standby|connect-timeout|connect-fail-limit|sslversion)=(.*)$/s;

const HTCP_MODES = /^(oldsquid|no-clr|no-purge-clr|only-clr|forward-clr)$/;

/** `cache_peer HOST TYPE PORT PORT [option …]`. Squid takes a type that it does not know for a sibling. */
export function peer(words: readonly string[]): string | undefined {
  const few = atLeast(4)(words);
  if (few) return few;
  const [, type = '', http = '', icp = '', ...options] = words;
  const port = (word: string, first: number) => (SERVICES.has(word) ? undefined : within(word, first, 65535));
  const fault = port(http, 1) ?? port(icp, 0);
  if (fault) return fault;
  let hasCertificate = false;
  for (const option of options) {
    const odd = optionFault(option, /^parent$/i.test(type), hasCertificate);
    if (odd) return odd;
    if (/^(sslcert|tls-cert)=/.test(option)) hasCertificate = true;
  }
  return connections(options);
}

function optionFault(option: string, isParent: boolean, hasCertificate: boolean): string | undefined {
  const [, name, number] = NUMBERS.exec(option) ?? [];
  const fault = name && decimal(number);
  if (fault) return `${name}: ${fault}`;
  if (!isParent && /^(carp|userhash|sourcehash)$/.test(option)) return `${option} needs a parent`;
  if (/^(sslkey|tls-key)=/.test(option) && !hasCertificate) return `${option} has to stand after the certificate`;
  const flags = /^(?:sslflags|tls-flags)=(.*)$/s.exec(option)?.[1];
  if (flags !== undefined) return tlsFlags(flags);
  const switches = /^(?:ssloptions|tls-options)=(.*)$/s.exec(option)?.[1];
  if (switches !== undefined) return tlsSwitches(switches);
  const modes = /^htcp=(.*)$/s.exec(option)?.[1]?.split(',');
  if (!modes) return undefined;
  const odd = modes.find((mode) => !HTCP_MODES.test(mode));
  if (odd !== undefined) return `"${odd}" is not a mode of htcp`;
  return modes.includes('no-clr') && modes.includes('only-clr') ? 'no-clr and only-clr exclude each other' : undefined;
}

function connections(options: readonly string[]): string | undefined {
  const last = (name: string) =>
    Number(options.findLast((option) => option.startsWith(`${name}=`))?.split('=')[1] ?? 0);
  const [most, standby] = [last('max-conn'), last('standby')];
  return most > 0 && most < standby ? `max-conn=${most} is less than standby=${standby}` : undefined;
}
