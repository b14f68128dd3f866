import type { Tenant } from '../model/types';
import { formatAddress, parseRange } from '../settings/address';
import { SCALEWAY_METADATA } from '../vocabulary';
import type { Destination } from './types';

/** A destination, and the target that stands for it in the question of one tenant. */
export interface Asked extends Destination {
  /** As `explain` takes it. */
  readonly target: string;
}

const HTTPS = 443;

/** Stands for all hosts that no list names. */
const UNLISTED = 'unlisted-host.example';

/** Of a range that no setting can name. */
const PUBLIC = '198.51.100.1';

/** What every tenant is asked for, whatever its settings, with the same titles for all. */
export function commonDestinations(neighbour: Tenant | undefined, serviceCidr: string): readonly Asked[] {
  const [proxy] = neighbour?.egress.proxies ?? [];
  return [
    bypass('Internet, past the proxy', `tcp://${PUBLIC}:${HTTPS}`, 'A public address, without asking the proxy.'),
    bypass('DNS on the internet', `udp://${PUBLIC}:53`, 'A public DNS server, asked directly.'),
    bypass('Cloud metadata', `http://${SCALEWAY_METADATA}/`, 'The metadata service of the cloud.'),
    bypass('Kubernetes API', `https://${firstOf(serviceCidr)}/`, 'The API server of the cluster.'),
    ...(proxy
      ? [
          bypass(
            'Another tenant’s proxy',
            `tcp://${proxy.address}:${proxy.port}`,
            'The proxy of the next tenant by name. The command reach lists all addresses.',
          ),
        ]
      : []),
    {
      title: 'Any other public host',
      target: `https://${UNLISTED}/`,
      note: 'A host that no list names, through the proxy.',
      kind: 'any',
    },
  ];
}

function bypass(title: string, target: string, note: string): Asked {
  return { title, target, note, kind: 'bypass' };
}

/** What a tenant's settings name, and the hosts that its environment denies. */
export function namedDestinations({ egress }: Tenant, denied: readonly string[]): readonly Asked[] {
  const found = [
    ...denied.map((host) => webHost(host, [HTTPS], 'Denied to all tenants of the environment.')),
    ...(egress.allow ?? []).map(({ host, ports }) => webHost(host, ports, 'A host of an allow list.')),
    ...egress.tcp.map(({ host, port }) =>
      named(`${host}:${port}`, `tcp://${host}:${port}`, 'A host of egress.tcp, by the gateway.'),
    ),
    ...egress.private.map(({ cidr, ports: [port] }) =>
      named(`${cidr}:${port}`, `tcp://${firstOf(cidr)}:${port}`, 'A private range, without the proxy.'),
    ),
  ];
  return [...new Map(found.map((each) => [each.title, each])).values()];
}

function webHost(host: string, ports: readonly number[], note: string): Asked {
  const name = host.startsWith('.') ? `any${host}` : host;
  if (ports.includes(HTTPS)) return named(host, `https://${name}/`, note);
  const [port] = ports;
  return named(`${host}:${port}`, port === 80 ? `http://${name}/` : `${name}:${port}`, note);
}

function named(title: string, target: string, note: string): Asked {
  return { title, target, note, kind: 'named' };
}

/** The first address of a range that is not that of the network; of the services, the API server has it. */
function firstOf(cidr: string): string {
  const { first, last } = parseRange(cidr);
  return formatAddress(first === last ? first : first + 1);
}
