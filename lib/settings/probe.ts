import { z } from 'zod';
import { VERSIONS } from '../versions';
import { addressFault } from './address';
import { notPublic } from './address-kinds';
import { image } from './container';
import { durationFault, durationSeconds } from './duration';
import { hostFault } from './host';
import { text } from './schema';
import { show } from './text';

/** Between rounds. With the time that a round takes, the longest one still notices a fault within a minute. */
const [SHORTEST, LONGEST] = [5, 30];

const EXAMPLE = 'expected, for example, https://ifconfig.me/ip';

/** A pod in each tenant's namespace that looks at how requests leave. */
export const probe = z
  .strictObject({
    url: text({ 'probe-url': urlFault }).meta({
      description:
        'Public address that answers with the address of the caller and nothing else, for example https://ifconfig.me/ip. Without a port. Every tenant may reach its host, whatever its allow list',
    }),
    interval: text({ 'duration-invalid': durationFault, 'probe-interval': intervalFault })
      .meta({ description: 'Pause between two rounds, from 5s to 30s' })
      .default('10s'),
    address: text({ 'address-invalid': addressFault, 'probe-address': publicFault })
      .meta({
        description:
          'IPv4 address of the host of url, for the direct connection. Required with cluster.resolver, since pods then resolve no public names. Default: pods resolve the host',
      })
      .optional(),
    image: image
      .meta({ description: 'Image with curl and a shell that has nc' })
      .default(`curlimages/curl:${VERSIONS.curl}`),
  })
  .meta({
    description:
      'A pod in the namespace of each tenant that shows, several times per minute, by which address requests leave, and that nothing is reached without the proxy. The tenant cannot change it, and it is outside its quota. Default: none',
  });

/** Host and port of an address that {@link urlFault} has nothing against. */
export function endpointOf(url: string): { readonly host: string; readonly port: number } {
  const { hostname, protocol } = new URL(url);
  return { host: hostname, port: protocol === 'http:' ? 80 : 443 };
}

function urlFault(value: string): string | undefined {
  // What is rendered goes through a shell's variable, a URL and a squid.conf: plain characters alone.
  if (!/^https?:\/\/[a-z0-9.-]+(\/[\w.~/-]*)?(\?[\w.~=&-]*)?$/.test(value))
    return `${show(value)} is not an address of a public host with http or https, without a port and in plain characters (${EXAMPLE})`;
  if (!URL.canParse(value)) return `${show(value)} is not an address (${EXAMPLE})`;
  const { hostname } = new URL(value);
  return hostname.startsWith('.') ? `${show(value)} names no host (${EXAMPLE})` : hostFault(hostname);
}

function intervalFault(value: string): string | undefined {
  const seconds = durationSeconds(value);
  if (seconds >= SHORTEST && seconds <= LONGEST && Number.isInteger(seconds)) return undefined;
  return `${value} is not a pause that the probe can keep (expected whole seconds from ${SHORTEST}s to ${LONGEST}s)`;
}

function publicFault(value: string): string | undefined {
  const special = notPublic(value);
  return special && `${value} is not public (${special}), so a failed connection to it would show nothing`;
}
