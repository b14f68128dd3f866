/** Options of a port that take no value. */
const WORDS = new Set(
  `accel act-as-origin allow-direct connection-auth ftp-track-dirs ignore-cc intercept ipv4 no-connection-auth no-vhost
  require-proxy-header ssl-bump sslBump tcpkeepalive tproxy transparent vhost vport worker-queues`.split(/\s+/),
);

const VALUES = new Set(
  `cafile capath cert cipher clientca connection-auth crlfile defaultsite dhparams disable-pmtu-discovery
  dynamic_cert_mem_cache_size generate-host-certificates key name options protocol sslcontext sslflags tcpkeepalive
  version vport`.split(/\s+/),
);

/** Options that only a reverse proxy has, after the word that makes it one. */
const OF_REVERSE_PROXIES = /^(defaultsite=|vport(=|$)|protocol=|allow-direct$)/;

/** Returns what Squid refuses about the options of a port, or undefined if it reads them. */
export function portOptions(options: readonly string[]): string | undefined {
  let accelerates = false;
  let mode: string | undefined;
  for (const option of options) {
    const known = WORDS.has(option) || VALUES.has(option.split('=')[0] as string) || option.startsWith('tls-');
    if (!known) return `"${option}" is not an option of a port`;
    if (!accelerates && OF_REVERSE_PROXIES.test(option)) return `${option} has to stand after accel`;
    if (option === 'accel' || option === 'vhost') accelerates = true;
    const next = option === 'transparent' ? 'intercept' : option;
    if (next === 'accel' || next === 'intercept' || next === 'tproxy') {
      if (mode !== undefined && mode !== next) return `${option} needs a port without ${mode}`;
      mode = next;
    }
  }
  return undefined;
}
