import { z } from 'zod';
import { addressFault } from './address';
import { notPublic } from './address-kinds';
import { hostFault } from './host';
import { text, unique } from './schema';
import { show } from './text';

const EXAMPLE = 'expected HOST:PORT, for example example.com:443';

/** What proxies connect to in order to see whether they reach the outside. */
export const egressCheck = z
  .strictObject({
    targets: unique(text({ 'egress-check-target': targetFault }), 'target')
      .min(1)
      .meta({
        description:
          'Public hosts or addresses with a port, for example 1.1.1.1:443 and example.com:443. Each proxy connects to each of them every 0.4 seconds. Name two that do not fail together: one address, and one host, which also checks the DNS resolver',
      }),
  })
  .meta({
    description:
      'Whether proxies reach the outside. A proxy that reaches no target, or resolves no host, gets no new connections while another one does. Default: not checked; a proxy is used while Squid answers',
  });

/** Returns why `text` is not a target, or undefined if it is one. */
function targetFault(value: string): string | undefined {
  const [, host = '', port = ''] = /^(.*):([^:]*)$/s.exec(value) ?? ['', value];
  if (host === '' || port === '') return `${show(value)} has no ${host === '' ? 'host and port' : 'port'} (${EXAMPLE})`;
  if (!/^[1-9]\d{0,4}$/.test(port) || Number(port) > 65535)
    return `${show(port)} is not a valid port (expected a number from 1 to 65535)`;
  if (addressFault(host) === undefined) {
    const special = notPublic(host);
    return special && `${host} is not public (${special}), so the proxy’s firewall refuses it: name a public address`;
  }
  if (/^([\d.]+|\[?[\da-f.]*:[\da-f:.]*\]?)$/i.test(host))
    return `${show(host)} is not a valid IPv4 address, and proxies reach nothing by IPv6 (${EXAMPLE})`;
  if (host.startsWith('.')) return `${show(host)} stands for many names: name one host`;
  return hostFault(host);
}
