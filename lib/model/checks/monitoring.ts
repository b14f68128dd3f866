import { enumerate } from '../../settings/text';
import { gatewayNamespace } from '../../vocabulary';
import type { EnvironmentDraft, TenantDraft } from '../draft';
import type { Report } from './_check';

/** What cannot work, or has no effect, in the settings of metrics and alerts. */
export function checkMonitoring(
  { data, name, isSet, wasWrong }: EnvironmentDraft,
  tenants: readonly TenantDraft[],
  report: Report,
): void {
  const { monitoring } = data;
  if (monitoring === undefined) return;
  const { namespace, operator, labels, sources } = monitoring;
  if (operator && namespace === undefined && !wasWrong(['monitoring', 'namespace'])) {
    report(
      'monitoring-namespace-missing',
      ['monitoring', 'operator'],
      'needs monitoring.namespace: set it to the namespace of Prometheus, for example monitoring',
    );
  }
  if (labels !== undefined && Object.keys(labels).length > 0 && !operator && !wasWrong(['monitoring', 'operator'])) {
    report(
      'monitoring-setting-unused',
      ['monitoring', 'labels'],
      'has no effect: no objects are rendered without monitoring.operator; set operator: true, or remove this',
    );
  }
  if (sources?.length === 0 && tenants.length > 0 && !isSet(['monitoring', 'sources'])) {
    report(
      'monitoring-sources-missing',
      ['monitoring', 'sources'],
      `is not set, so the proxies’ VMs of ${name} let no one read their metrics; name the addresses of the nodes where Prometheus runs`,
    );
  }
  const owners = tenants.filter((tenant) => {
    const own = tenant.data.namespace ?? tenant.name;
    return namespace !== undefined && [own, gatewayNamespace(own)].includes(namespace);
  });
  if (owners.length > 0) {
    const files = owners.map((tenant) => `${tenant.name} (${tenant.file.file})`);
    report(
      'monitoring-namespace-taken',
      ['monitoring', 'namespace'],
      `${namespace} is a namespace of ${enumerate(files, 'and')}; name the namespace in which the platform team runs Prometheus`,
    );
  }
}
