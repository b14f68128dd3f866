import { ALLOW_ENTRY_END, DECLARED_NAMESPACE } from '../../vocabulary';
import { JOBS } from '../series';
import { applies, type Panel, type Rows, type Subject } from './panel';

/** Certificates and entries of allow lists that end, with the days that are left. */
export const dateRows: Rows = (subject) => {
  const panels = [certificates(subject), entries(subject)].filter((panel) => panel.queries.length > 0);
  return panels.length > 0 ? [{ title: 'Certificates and dates', panels }] : [];
};

const days = (series: string) => `(${series} - time()) / 86400`;
const named = (expr: string, label: string) => `label_replace(${expr}, "name", "$1", "${label}", "(.+)")`;

function certificates(subject: Subject): Panel {
  const { own, tenant, environment, monitoring } = subject;
  const certified = applies(subject, ({ egress }) => egress.clientCertificate);
  const gateways = certified && monitoring.namespace !== undefined;
  // The log server belongs to no tenant.
  const logServer = tenant === undefined && environment.logs !== undefined && monitoring.blackbox !== undefined;
  const all = [
    ...when(certified, 'proxy', named(days(`egress_vm_certificate_expiry_timestamp_seconds{${own}}`), 'proxy')),
    ...when(
      gateways,
      'gateway',
      named(days(`egress_gateway_certificate_expiry_timestamp_seconds{${own}}`), 'instance'),
    ),
    ...when(
      gateways && environment.gateways.certificates === 'cert-manager',
      'cert-manager',
      days(`max by (namespace, name) (${ISSUED}) * on (namespace) group_left (tenant) ${DECLARED_NAMESPACE}{${own}}`),
    ),
    ...when(
      logServer,
      'log server',
      named(days(`probe_ssl_earliest_cert_expiry{job="${JOBS.logs}", ${own}}`), 'instance'),
    ),
  ];
  return {
    title: 'Days until certificates end',
    description: 'An alert fires before a certificate ends; docs/certificates.md shows how they are renewed.',
    kind: 'table',
    unit: 'none',
    queries: all.length > 0 ? [{ expr: `sort(${all.join(' or ')})`, legend: 'Days left' }] : [],
    columns: { tenant: 'Tenant', place: 'Where', name: 'Name' },
  };
}

function when(condition: boolean, place: string, expr: string): readonly string[] {
  return condition ? [`label_replace(${expr}, "place", "${place}", "", "")`] : [];
}

/** Prometheus renames cert-manager's own label to `exported_namespace`, unless it is told to honour it. */
const ISSUED =
  'label_replace(certmanager_certificate_expiration_timestamp_seconds, "namespace", "$1", "exported_namespace", "(.+)")';

function entries(subject: Subject): Panel {
  const isDated = applies(subject, ({ egress }) => egress.allow?.some(({ until }) => until !== undefined) ?? false);
  return {
    title: 'Days until entries of allow lists end',
    description: 'After its last day an entry stays in force until it is removed from the settings.',
    kind: 'table',
    unit: 'none',
    queries: isDated ? [{ expr: `sort(${days(`${ALLOW_ENTRY_END}{${subject.own}}`)})`, legend: 'Days left' }] : [],
    columns: { tenant: 'Tenant', host: 'Host' },
  };
}
