import { TOP_LEVEL_DOMAINS } from '../../settings/top-level-domains';

const PROGRAM = /(?:^|[\s"'`(])(?:[\w./-]*\/)?wget(?=[\s"'`)]|$)/;

/** Options by which wget asks no proxy: those of BusyBox, where `off` is the one word for it, and of GNU. */
const DIRECT = /(?:^|\s)(?:-[cqS]*Y ?off|--no-proxy|--proxy[= ]off)(?=[\s"'`)]|$)/;

/** A shell, or env, that takes the proxy variables away or empties them. */
const WITHOUT_VARIABLES = /\bunset\b[^;&|]*_proxy|\benv\b[^;&|]* -(?:i|u ?\w+_proxy)\b|\bhttps?_proxy=(?=["'\s;]|$)/i;

/**
 * Returns the first call of wget in a command that would ask the proxy for something inside the cluster, as the wget of
 * BusyBox does whatever NO_PROXY contains. Returns undefined if there is none; public hosts are meant for the proxy.
 */
export function proxiedWget(command: readonly string[]): string | undefined {
  const text = command.join(' ');
  if (WITHOUT_VARIABLES.test(text)) return undefined;
  return text
    .split(/[;|\n]|&&/)
    .map((call) => call.trim())
    .find((call) => PROGRAM.test(call) && !DIRECT.test(call) && !asksPublicHosts(call));
}

function asksPublicHosts(call: string): boolean {
  const hosts = [...call.matchAll(/\b(?:https?|ftp):\/\/(?:[^\s/@]*@)?([^\s/:?"'`)]+)/gi)].map(([, host = '']) => host);
  return (
    hosts.length > 0 &&
    hosts.every((host) => TOP_LEVEL_DOMAINS.has(/\.([a-z]+)\.?$/i.exec(host)?.[1]?.toLowerCase() ?? ''))
  );
}
