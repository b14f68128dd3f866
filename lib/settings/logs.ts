import { z } from 'zod';
import { hostFault } from './host';
import { port, text, unique } from './schema';
import { show } from './text';

/** Fields of the audit record that may be personal data, and that can be left out. */
const OMITTED = ['agent', 'client', 'source'] as const;

/** Where the access logs of all proxies go. */
export const logs = z
  .strictObject({
    to: z.enum(['syslog']).meta({ description: 'What receives them: a syslog server, over TLS' }).default('syslog'),
    host: text({
      'host-invalid': (value) =>
        value.startsWith('.') ? `${show(value)} begins with a dot: name one host` : hostFault(value),
    }).meta({ description: 'Host name of the server, which must be in its certificate' }),
    port: port.meta({ description: 'Port of the server' }).default(6514),
    keepDays: z
      .int()
      .min(1)
      .max(365)
      .meta({ description: 'Days for which a VM keeps its own copy of the access log, compressed after a day' })
      .default(14),
    omit: unique(z.enum(OMITTED), 'field')
      .meta({
        description:
          'Fields that are written as - in every line: agent (user agent), client (address of the pod), source (address of the node). Without client, lines cannot be joined to pods',
      })
      .default([]),
  })
  .meta({ description: 'Central store that receives the access logs of the proxies. Default: logs stay on the VMs' });
