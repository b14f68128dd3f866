import { z } from 'zod';
import { issue, port, ports, text, unique } from './_schema';
import { addressFault, rangeFault } from './address';
import { isPrivateRange, notPublic } from './address-kinds';
import { formerProxies } from './former-names';
import { hostFault } from './host';
import { machinePort } from './machine-ports';
import { label } from './names';

function publicFault(address: string): string | undefined {
  const what = notPublic(address);
  return what && `${address} is not public but ${what}; partners would never see it`;
}

const proxy = z.strictObject({
  name: label.meta({ description: 'Name of the proxy and its VM, a DNS label' }),
  formerly: formerProxies.optional(),
  address: text({ 'address-invalid': addressFault }).meta({
    description: 'IPv4 address inside the private network of the environment',
  }),
  port: port
    .superRefine((value, context) => {
      const what = machinePort(value);
      if (what === undefined) return;
      const message = `${value} is a port of ${what} on machines; choose another one, such as 3128`;
      context.addIssue(issue('proxy-port', message));
    })
    .meta({ description: 'Port that it listens on, from 1024 on and not one of a node; default 3128' })
    .optional(),
  publicAddress: text({ 'address-invalid': addressFault, 'address-not-public': publicFault })
    .meta({ description: 'The Flexible IP that partners see; default: not known yet' })
    .optional(),
  drain: z
    .boolean()
    .meta({ description: 'true: no new connections, while open ones end by themselves; default false' })
    .optional(),
});

const host = text({ 'host-invalid': hostFault }).meta({
  description: 'api.example.com for this host, .example.com for it and all below it',
});

const allowed = z.union([
  host,
  z.strictObject({ host, ports: ports.meta({ description: 'Default 80 and 443' }).optional() }),
]);

const privateRange = z.strictObject({
  cidr: text({
    'range-invalid': rangeFault,
    'range-not-private': (value) =>
      isPrivateRange(value) ? undefined : `${value} is not private: what is public goes through the proxy`,
  }).meta({ description: 'Private IPv4 range, for example 172.16.30.0/28' }),
  ports: ports.meta({ description: 'TCP ports' }),
});

export const egress = z
  .strictObject({
    proxies: z.array(proxy).min(1).meta({ description: 'One, or two for a highly available pair' }),
    allow: z.array(allowed).meta({ description: 'Hosts that may be reached; default: any public one' }).optional(),
    mode: z
      .enum(['enforce', 'report'])
      .meta({ description: 'report logs what the allow list would deny and denies nothing by it; default enforce' })
      .optional(),
    clientCertificate: z
      .boolean()
      .meta({ description: 'Mutual TLS between the tenant and its proxies; default false' })
      .optional(),
    redundancy: z
      .enum(['active-passive', 'active-active'])
      .meta({
        description:
          'Of several proxies: the first that works takes all, or all take their part; default active-passive',
      })
      .optional(),
    private: unique(privateRange, 'range', (entry) => entry.cidr)
      .meta({ description: 'Reached directly instead of through the proxy: a managed database; default: nothing' })
      .optional(),
  })
  .meta({ description: 'How the tenant reaches the world' });
