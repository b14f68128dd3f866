import { z } from 'zod';
import { VERSIONS } from '../versions';
import { LOG_PORT } from '../vocabulary';
import { image } from './container';
import { hostFault } from './host';
import { objectName } from './names';
import { port, text, unique } from './schema';
import { show } from './text';

/** Fields of the audit record that may be personal data, and that can be left out. */
const OMITTED = ['agent', 'client', 'source'] as const;

/** Returns why `value` is not an address that a collector can push to, or undefined if it is one. */
function urlFault(value: string): string | undefined {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isPlain = url && /^https?:$/.test(url.protocol) && url.pathname !== '/' && /^[\w.~/%:-]+$/.test(value);
  if (isPlain && url.username === '' && url.search === '') return undefined;
  return `${show(value)} is not a push address (expected, for example, https://loki.example.com/loki/api/v1/push)`;
}

/** Where the access logs of all proxies go. */
export const logs = z
  .strictObject({
    to: z
      .enum(['syslog', 'loki', 'cockpit'])
      .meta({
        description:
          'What receives them: a syslog server, over TLS; or Loki or Scaleway’s Cockpit, by a collector in the cluster, which confirms each record',
      })
      .default('syslog'),
    host: text({
      'host-invalid': (value) =>
        value.startsWith('.') ? `${show(value)} begins with a dot: name one host` : hostFault(value),
    }).meta({
      description:
        'Host name of the syslog server, or by which the VMs reach the collector: it resolves to the nodes. It must be in the certificate, which a public authority has signed',
    }),
    port: port
      .meta({ description: 'Port of the syslog server; of the collector a node port from 30000 to 32767' })
      .default(LOG_PORT),
    url: text({ 'logs-url-invalid': urlFault })
      .meta({
        description:
          'Loki’s push address, with its path: where the collector sends records. Needed for loki and cockpit, for example http://loki-gateway.loki.svc/loki/api/v1/push',
      })
      .optional(),
    secret: objectName
      .meta({
        description:
          'Secret in the namespace egress-logs with the key token, which the collector shows to the store. Needed for cockpit; for loki, default: none',
      })
      .optional(),
    org: objectName
      .meta({ description: 'Tenant of Loki that gets the records (X-Scope-OrgID). Default: none' })
      .optional(),
    image: image
      .meta({ description: 'Image of the collector: HAProxy, with a shell and the public authorities' })
      .default(`haproxy:${VERSIONS.haproxy}`),
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
