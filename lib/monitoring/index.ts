import { posix } from 'node:path';
import type { Environment, EnvironmentModel } from '../model/types';
import { monitoringPath, type Owner, PLATFORM } from '../vocabulary';
import type { Monitored } from './alert';
import { alertmanagerConfig } from './alertmanager';
import { alertsPageOf, wholeAlertsPage } from './alerts-page';
import { blackboxConfig } from './blackbox';
import { environmentDashboard, tenantDashboard } from './dashboards';
import { kubeStateMetricsConfig } from './kube-state-metrics';
import { ALERTS_PAGE } from './links';
import { prometheusConfig } from './prometheus';
import { alertsOf, environmentGroup, type RuleGroup, tenantGroup } from './rules';
import { closedTargets, vmTargets } from './targets';

export type { Alert } from './alert';
export { EnvironmentMonitoring, TenantMonitoring } from './objects';
export { alertsOf, type Monitored, wholeAlertsPage };

/** A file of Prometheus, Alertmanager or an exporter, before it is written as YAML. */
interface MonitoringFile {
  readonly path: string;
  /** Data, or the text of a file that is not YAML. */
  readonly content: object | string;
  readonly source: string;
  readonly owner: Owner;
}

/** Whether metrics and alerts are rendered for an environment. */
export function isMonitored(environment: Environment): environment is Monitored {
  return environment.monitoring !== undefined;
}

/** What a Prometheus without the operator reads, in a folder per environment, with a file per tenant. */
export function monitoringFiles({ environment, tenants }: EnvironmentModel): readonly MonitoringFile[] {
  if (!isMonitored(environment)) return [];
  const { name, source, monitoring } = environment;
  const hasBlackbox = monitoring.blackbox !== undefined;
  const own = (file: string, content: object | string): MonitoringFile => ({
    path: posix.join(monitoringPath(name), file),
    content,
    source,
    owner: { environment: name },
  });
  return [
    own('prometheus.yaml', prometheusConfig(environment)),
    own('alertmanager.yaml', alertmanagerConfig(environment)),
    own('kube-state-metrics.yaml', kubeStateMetricsConfig(environment.flux.artifacts)),
    ...(hasBlackbox ? [own('blackbox.yaml', blackboxConfig())] : []),
    own('rules.yaml', rulesFile(environmentGroup(environment))),
    own(
      ALERTS_PAGE,
      alertsPageOf(
        environment,
        alertsOf(environment).map(({ name: alert }) => alert),
      ),
    ),
    own(dashboardFile(PLATFORM), environmentDashboard(environment)),
    ...tenants.flatMap((tenant) => {
      const theirs = (file: string, content: object | string): MonitoringFile => ({
        path: posix.join(monitoringPath(name), file),
        content,
        source: tenant.source,
        owner: { environment: name, tenant: tenant.name },
      });
      const closed = hasBlackbox ? closedTargets(environment, tenant) : [];
      return [
        theirs(`rules/${tenant.name}.yaml`, rulesFile(tenantGroup(environment, tenant))),
        theirs(`targets/${tenant.name}.yaml`, vmTargets(environment, tenant)),
        theirs(dashboardFile(tenant.name), tenantDashboard(environment, tenant)),
        ...(closed.length > 0 ? [theirs(`public/${tenant.name}.yaml`, closed)] : []),
      ];
    }),
  ];
}

/** @param key a tenant, or {@link PLATFORM} */
function dashboardFile(key: string): string {
  return `dashboards/${key}.json`;
}

function rulesFile(group: RuleGroup): object {
  return { groups: [group] };
}
