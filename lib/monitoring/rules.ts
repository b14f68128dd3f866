import type { Tenant } from '../model/types';
import { checksumOf } from '../proxy';
import {
  ALLOW_ENTRY_END,
  artifactName,
  CORDONED,
  DECLARED_FLUX,
  DECLARED_GATEWAY,
  DECLARED_NAMESPACE,
  DECLARED_PROBE,
  DECLARED_PROXY,
  DECLARED_RELEASE,
  guardrailsName,
  PLATFORM,
  PROXY_HEALTHY,
  workloadsName,
} from '../vocabulary';
import { type Alert, type AlertContext, type Monitored, NUMBER, type PrometheusRule } from './alert';
import { clusterAlerts } from './alerts/cluster';
import { dateAlerts } from './alerts/dates';
import { exposureAlerts } from './alerts/exposure';
import { gatewayAlerts } from './alerts/gateways';
import { logAlerts } from './alerts/logs';
import { machineAlerts } from './alerts/machines';
import { blackboxAlerts, logServerAlerts, outsideAlerts } from './alerts/outside';
import { proxyAlerts } from './alerts/proxies';
import { trafficAlerts } from './alerts/traffic';
import { runbookOf } from './links';
import { BY_PROXY, JOBS } from './series';

/** Rules that Prometheus evaluates one after the other. */
export interface RuleGroup {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly PrometheusRule[];
}

/** The alerts of an environment. What they compare with is in the groups of its tenants. */
export function environmentGroup(environment: Monitored): RuleGroup {
  const { name, flux } = environment;
  return {
    name: `egress-${name}`,
    interval: environment.monitoring.durations.evaluation,
    rules: [
      declared(DECLARED_FLUX, name, PLATFORM, { customresource_kind: 'GitRepository', name: flux.source.name }),
      ...(flux.artifacts
        ? ['ArtifactGenerator', 'ExternalArtifact'].map((kind) =>
            declared(DECLARED_FLUX, name, PLATFORM, { customresource_kind: kind, name: flux.name }),
          )
        : []),
      declared(DECLARED_FLUX, name, PLATFORM, { customresource_kind: 'Kustomization', name: flux.name }),
      healthRule(name),
      ...alertsOf(environment).map((alert) => alertRule(alert, environment)),
    ],
  };
}

/** What Git declares about a tenant, as series of the value 1 or of a date. */
export function tenantGroup(environment: Monitored, tenant: Tenant): RuleGroup {
  const { flux, name } = environment;
  const { egress, gateway, namespace } = tenant;
  const rule = (record: string, labels: Readonly<Record<string, string>> = {}, value?: number) =>
    declared(record, name, tenant.name, labels, value);
  const namespaces = [namespace, ...(gateway ? [gateway.namespace] : [])];
  const kustomizations =
    flux.reconcile === 'per-tenant'
      ? [guardrailsName(flux.name, tenant.name), workloadsName(flux.name, tenant.name)]
      : [];
  return {
    name: `egress-${name}-${tenant.name}`,
    interval: environment.monitoring.durations.evaluation,
    rules: [
      ...egress.proxies.flatMap((proxy) => [
        rule(DECLARED_PROXY, { proxy: proxy.name }),
        rule(DECLARED_RELEASE, { proxy: proxy.name, checksum: checksumOf({ environment, tenant, proxy }) }),
      ]),
      ...(gateway && environment.monitoring.namespace !== undefined ? [rule(DECLARED_GATEWAY)] : []),
      ...(isProbed(environment) && tenant.state !== CORDONED ? [rule(DECLARED_PROBE)] : []),
      ...namespaces.map((each) => rule(DECLARED_NAMESPACE, { namespace: each })),
      ...(flux.artifacts
        ? [rule(DECLARED_FLUX, { customresource_kind: 'ExternalArtifact', name: artifactName(flux.name, tenant.name) })]
        : []),
      ...kustomizations.map((each) => rule(DECLARED_FLUX, { customresource_kind: 'Kustomization', name: each })),
      ...(egress.allow ?? []).flatMap(({ host, until }) =>
        until === undefined ? [] : [rule(ALLOW_ENTRY_END, { host }, endOf(until))],
      ),
    ],
  };
}

/** Whether Prometheus reads what probes report: those are pods, which only a Prometheus in the cluster reaches. */
function isProbed({ probe, monitoring }: Monitored): boolean {
  return probe !== undefined && monitoring.namespace !== undefined;
}

export function alertsOf(environment: Monitored): readonly Alert[] {
  const { name, monitoring, logs, gateways } = environment;
  const context: AlertContext = {
    own: `environment="${name}"`,
    name,
    artifacts: environment.flux.artifacts,
    ...monitoring,
  };
  const hasGateways = monitoring.namespace !== undefined;
  const logServer = logs !== undefined && monitoring.blackbox !== undefined;
  return [
    ...proxyAlerts(context),
    ...(isProbed(environment) ? exposureAlerts(context) : []),
    ...trafficAlerts(context),
    ...machineAlerts(context),
    ...(logs ? logAlerts(context, logs.to) : []),
    ...(hasGateways ? gatewayAlerts(context) : []),
    ...dateAlerts(context, {
      gateways: hasGateways,
      certManager: gateways.certificates === 'cert-manager',
      logServer,
    }),
    ...(monitoring.blackbox === undefined ? [] : [...outsideAlerts(context), ...blackboxAlerts(context)]),
    ...(logServer ? logServerAlerts(context) : []),
    ...clusterAlerts(context),
  ];
}

/** A proxy works if the exporter or, while that one is down, the agent gets answers of Squid. */
function healthRule(environment: string): PrometheusRule {
  const own = `{environment="${environment}"}`;
  const of = (job: string) => `{job="${job}", environment="${environment}"}`;
  const declaredHere = `max ${BY_PROXY} (${DECLARED_PROXY}${own})`;
  return {
    record: PROXY_HEALTHY,
    expr: `max ${BY_PROXY} (squid_up${of(JOBS.squid)}) or max ${BY_PROXY} (egress_squid_up${of(JOBS.agent)}) or 0 * ${declaredHere}`,
  };
}

function alertRule(alert: Alert, environment: Monitored): PrometheusRule {
  const { monitoring, name } = environment;
  return {
    alert: alert.name,
    expr: alert.expr,
    ...(alert.for === undefined ? {} : { for: monitoring.durations[alert.for] }),
    labels: { severity: alert.severity, environment: name },
    annotations: {
      summary: alert.summary,
      value: alert.value ?? NUMBER,
      ...runbookOf(environment, alert.name),
    },
  };
}

function declared(
  record: string,
  environment: string,
  tenant: string,
  labels: Readonly<Record<string, string>>,
  value = 1,
): PrometheusRule {
  return { record, expr: `vector(${value})`, labels: { environment, tenant, ...labels } };
}

/** The end of a day in UTC, in seconds since 1970. */
function endOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / 1000 + 86_400;
}
