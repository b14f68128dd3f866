import { z } from 'zod';
import { PROXY_PORT } from '../vocabulary';
import { addressFault, rangeFault } from './address';
import { isPrivateRange, notPublic } from './address-kinds';
import { allowed } from './allow';
import { durationFault, durationSeconds } from './duration';
import { formerProxies } from './former-names';
import { partnerHostFault, privateHostFault } from './host';
import { machinePort } from './machine-ports';
import { label } from './names';

import { issue, port, ports, text, unique } from './schema';
import { show } from './text';
import { zone } from './zone';

function publicFault(address: string): string | undefined {
  const what = notPublic(address);
  return what && `${address} is not public (${what}); partners would never see it`;
}

const proxy = z
  .strictObject({
    name: label.meta({ description: 'Name of the proxy and its VM: a DNS label' }),
    formerly: formerProxies.optional(),
    address: text({ 'address-invalid': addressFault }).meta({
      description: 'IPv4 address in the private network of the environment',
    }),
    port: port
      .superRefine((value, context) => {
        const what = machinePort(value);
        if (what === undefined) return;
        const message = `${value} is a port of ${what} on machines; choose another one, such as ${PROXY_PORT}`;
        context.addIssue(issue('proxy-port', message));
      })
      .meta({ description: 'Port that the proxy listens on: 1024 or higher, and not a port that nodes use' })
      .default(PROXY_PORT),
    publicAddress: text({ 'address-invalid': addressFault, 'address-not-public': publicFault })
      .meta({ description: 'Public address (Flexible IP) that partners see. Default: not known yet' })
      .optional(),
    zone: zone
      .meta({
        description:
          'Availability zone of its VM and its Flexible IP, in the region of the environment: fr-par-2. Default: the zone of the environment',
      })
      .optional(),
    drain: z
      .boolean()
      .meta({ description: 'Send no new connections to this proxy and let open ones finish. Default: false' })
      .optional(),
  })
  .meta({ id: 'Proxy', description: 'A proxy of the tenant, on a VM of its own' });

const privateRange = z
  .strictObject({
    cidr: text({
      'range-invalid': rangeFault,
      'range-not-private': (value) =>
        isPrivateRange(value) ? undefined : `${value} is not private: what is public goes through the proxy`,
    }).meta({ description: 'Private IPv4 range, for example 172.16.30.0/28' }),
    ports: ports.meta({ description: 'TCP ports' }),
    hosts: unique(text({ 'host-invalid': privateHostFault }), 'host')
      .min(1)
      .meta({
        description:
          'Names of these addresses, for example db.shop.internal: clients compare NO_PROXY with the name that they request. Default: requested by address',
      })
      .optional(),
  })
  .meta({ id: 'PrivateRange', description: 'A private range and its ports' });

const tcpDestination = z
  .strictObject({
    name: label.meta({ description: 'Name of the entry: a DNS label' }),
    host: text({ 'host-invalid': partnerHostFault }).meta({
      description: 'Public host, for example sftp.partner.example; pods connect to it by this name',
    }),
    port: port.meta({ description: 'TCP port of the host, and of the connections of pods' }),
    address: text({ 'address-invalid': addressFault })
      .meta({
        description:
          'Service address in the cluster that the host has inside the tenant’s pods: one among those that Kubernetes keeps for services that choose theirs. Default: one that follows from the tenant’s name and the host',
      })
      .optional(),
  })
  .meta({
    id: 'TcpDestination',
    description: 'A host and a port that pods reach without HTTP, by the tenant’s proxies',
  });

/** A pod may take this long to end, in which its node cannot be replaced. */
const LONGEST_GRACE = '24h';

function graceFault(text: string): string | undefined {
  const fault = durationFault(text);
  if (fault !== undefined || durationSeconds(text) <= durationSeconds(LONGEST_GRACE)) return fault;
  return `${show(text)} is too long (expected at most ${LONGEST_GRACE})`;
}

export const egress = z
  .strictObject({
    proxies: z.array(proxy).min(1).meta({ description: 'Proxies of the tenant: one, or two for high availability' }),
    allow: z
      .array(allowed)
      .meta({ description: 'Public hosts that pods may reach, and shared lists of them. Default: any host' })
      .optional(),
    mode: z
      .enum(['enforce', 'report'])
      .meta({ description: 'enforce denies hosts that are not in the allow list; report only logs them' })
      .default('enforce'),
    clientCertificate: z
      .boolean()
      .meta({ description: 'Use mutual TLS between the tenant and its proxies' })
      .default(false),
    certificateSwitch: z
      .boolean()
      .meta({
        description:
          'Let the gateway use proxies with and without certificates, while clientCertificate is changed for a tenant that runs (docs/certificates.md). Default: false',
      })
      .optional(),
    redundancy: z
      .enum(['active-passive', 'active-active'])
      .meta({ description: 'With several proxies: use the first healthy one, or balance across all' })
      .default('active-passive'),
    drainGrace: text({ 'duration-invalid': graceFault })
      .meta({
        description:
          'How long connections that are open may last through a proxy with drain: true or a gateway that is replaced, for example 10m. Default: until they end through a proxy, a minute through a gateway',
      })
      .optional(),
    private: unique(privateRange, 'range', (entry) => entry.cidr)
      .meta({
        description:
          'Private ranges that pods reach directly and not through the proxy, for example a managed database',
      })
      .default([]),
    tcp: unique(tcpDestination, 'host with the same port', ({ host, port }) => `${host}:${port}`)
      .meta({
        description:
          'Public hosts that pods reach by TCP that is not HTTP, for example SFTP, SMTP or a database. They are allowed by themselves, and the tenant gets a gateway by them (docs/tcp.md)',
      })
      .default([]),
  })
  .meta({ description: 'Outbound (egress) configuration' });
