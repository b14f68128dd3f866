import { tlsFlags, tlsSwitches } from './tls-flags';
import { decimal, optionSize, shown, within } from './values';

/** Options of a port that take no value. */
const WORDS = new Set(
  `accel act-as-origin allow-direct connection-auth ftp-track-dirs generate-host-certificates ignore-cc intercept ipv4
  no-connection-auth no-vhost require-proxy-header ssl-bump sslBump tcpkeepalive tproxy transparent vhost vport
  worker-queues`.split(/\s+/),
);

const VALUES = new Set(
  `cafile capath cert cipher clientca connection-auth crlfile defaultsite dhparams disable-pmtu-discovery
  dynamic_cert_mem_cache_size generate-host-certificates key name options protocol sslcontext sslflags tcpkeepalive
  version vport`.split(/\s+/),
);

/** Options that only a reverse proxy has, after the word that makes it one. */
const OF_REVERSE_PROXIES = /^(defaultsite=|vport(=|$)|protocol=|allow-direct$)/;

/** Options with which a port speaks TLS. */
const OF_TLS =
  /^(cafile|capath|cipher|crlfile|options|sslflags|version|tls-(cafile|capath|cipher|crlfile|options|flags|min-version))=|^tls-(no-npn$|(no-)?default-ca)/;

const CERTIFICATE = /^(tls-)?cert=/;

type PortDirective = 'http_port' | 'https_port' | 'ftp_port';

/** Returns what Squid refuses about the options of a port, or undefined if it reads them. */
export function portOptions(directive: PortDirective, options: readonly string[]): string | undefined {
  let accelerates = false;
  let mode: string | undefined;
  for (const [index, option] of options.entries()) {
    const [name = '', value] = /^([^=]*)=(.*)$/s.exec(option)?.slice(1) ?? [option];
    const known = value === undefined ? WORDS.has(option) : VALUES.has(name);
    if (!known && !option.startsWith('tls-')) return `"${option}" is not an option of a port`;
    if (!accelerates && OF_REVERSE_PROXIES.test(option)) return `${option} has to stand after accel`;
    if (option === 'accel' || option === 'vhost') accelerates = true;
    const fault = value === undefined ? undefined : valueFault(name, value);
    if (fault) return `${name}: ${fault}`;
    if (/^(tls-)?key=/.test(option) && !options.slice(0, index).some((one) => CERTIFICATE.test(one)))
      return `${option} has to stand after the certificate`;
    const next = option === 'transparent' ? 'intercept' : option;
    if (next === 'accel' || next === 'intercept' || next === 'tproxy') {
      if (mode !== undefined && mode !== next) return `${option} needs a port without ${mode}`;
      mode = next;
    }
  }
  return together(directive, options, mode);
}

function valueFault(name: string, value: string): string | undefined {
  switch (name) {
    case 'vport':
      return within(value, 0, 65535);
    case 'protocol':
      return /^(HTTPS?(\/1\.1)?|FTP)$/i.test(value) ? undefined : `${shown(value)} is not a protocol of a port`;
    case 'connection-auth':
      return /^(on|off)$/.test(value) ? undefined : `${shown(value)} is neither on nor off`;
    case 'disable-pmtu-discovery':
      return /^(off|always|transparent)$/.test(value) ? undefined : `${shown(value)} is not off, always or transparent`;
    case 'tcpkeepalive': {
      const numbers = value.split(',');
      const fault = numbers.map((number) => within(number, 0, 2 ** 32 - 1)).find((one) => one !== undefined);
      return fault ?? (numbers.length === 3 ? undefined : `${shown(value)} is not three numbers`);
    }
    case 'dynamic_cert_mem_cache_size':
      return optionSize(value);
    case 'version':
      return decimal(value);
    case 'sslflags':
    case 'tls-flags':
      return tlsFlags(value);
    case 'options':
    case 'tls-options':
      return tlsSwitches(value);
    default:
      return undefined;
  }
}

function together(directive: PortDirective, options: readonly string[], mode: string | undefined): string | undefined {
  const bumps = options.some((option) => /^ssl-?bump$/i.test(option));
  if (directive === 'ftp_port') return bumps ? 'ssl-bump needs an http_port or https_port' : undefined;
  const hasCertificate = options.some((option) => CERTIFICATE.test(option));
  if (directive === 'https_port')
    return mode !== undefined && mode !== 'accel' && !bumps ? `${mode} needs ssl-bump here` : undefined;
  const speaksTls = options.find((option) => OF_TLS.test(option) || /^protocol=HTTPS/i.test(option));
  return speaksTls && !hasCertificate ? `${speaksTls} needs tls-cert=` : undefined;
}
