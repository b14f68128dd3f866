import { ALLOW_ENTRY_END, DECLARED_NAMESPACE } from '../../vocabulary';
import { type Alert, type AlertContext, DAYS, TENANT } from '../alert';
import { JOBS } from '../series';

interface Sources {
  readonly gateways: boolean;
  readonly certManager: boolean;
  readonly logServer: boolean;
}

/** What ends on a day. */
export function dateAlerts({ own, name, thresholds }: AlertContext, sources: Sources): readonly Alert[] {
  const days = (seconds: string) => `(${seconds} - time()) / 86400 < ${thresholds.certificateDays}`;
  const ends = [
    days(`egress_vm_certificate_expiry_timestamp_seconds{${own}}`),
    ...(sources.gateways ? [days(`egress_gateway_certificate_expiry_timestamp_seconds{${own}}`)] : []),
    ...(sources.certManager ? [days(ofTenants(own))] : []),
    ...(sources.logServer ? [days(`probe_ssl_earliest_cert_expiry{job="${JOBS.logs}", ${own}}`)] : []),
  ];
  return [
    {
      name: 'EgressCertificateExpiring',
      severity: 'warning',
      for: 'fault',
      expr: ends.join(' or '),
      summary: `A certificate of ${TENANT} ends soon ({{ $labels.job }}: {{ or $labels.proxy $labels.name $labels.instance }}).`,
      value: DAYS,
    },
    {
      name: 'EgressAllowEntryExpired',
      severity: 'warning',
      expr: `(time() - ${ALLOW_ENTRY_END}{environment="${name}"}) / 86400 > 0`,
      summary: `The entry {{ $labels.host }} in the allow list of ${TENANT} is past its last day, and still in force.`,
      value: DAYS,
    },
  ];
}

/** Prometheus renames cert-manager's own label to `exported_namespace`, unless it is told to honour it. */
function ofTenants(own: string): string {
  const labelled =
    'label_replace(certmanager_certificate_expiration_timestamp_seconds, "namespace", "$1", "exported_namespace", "(.+)")';
  return `max by (job, namespace, name) (${labelled}) * on (namespace) group_left (environment, tenant) ${DECLARED_NAMESPACE}{${own}}`;
}
