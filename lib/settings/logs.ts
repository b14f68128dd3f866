import { z } from 'zod';
import { hostFault } from './host';
import { port, text } from './schema';
import { show } from './text';

/** Where the access logs of all proxies go. */
export const logs = z
  .strictObject({
    to: z.enum(['syslog']).meta({ description: 'What receives them: a syslog server, over TLS' }).default('syslog'),
    host: text({
      'host-invalid': (value) =>
        value.startsWith('.') ? `${show(value)} begins with a dot: name one host` : hostFault(value),
    }).meta({ description: 'Host name of the server, which must be in its certificate' }),
    port: port.meta({ description: 'Port of the server' }).default(6514),
  })
  .meta({ description: 'Central store that receives the access logs of the proxies. Default: logs stay on the VMs' });
