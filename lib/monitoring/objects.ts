import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type {
  PodMonitorSpec,
  ProbeSpec,
  PrometheusRuleSpec,
  ScrapeConfigSpec,
} from '../../imports/monitoring.coreos.com';
import type { Plain } from '../constructs/plain';
import type { Tenant } from '../model/types';
import {
  AGENT_METRICS_PORT,
  EXPORTER_PORT,
  FLUX_SYSTEM,
  GATEWAY,
  GATEWAY_NAMESPACE_SUFFIX,
  METRICS_PORT_NAME,
  PROBE,
} from '../vocabulary';
import type { Monitored } from './alert';
import { CLOSED_MODULE, TLS_MODULE } from './blackbox';
import { environmentDashboard, tenantDashboard } from './dashboards';
import { environmentGroup, type RuleGroup, tenantGroup } from './rules';
import { JOBS } from './series';
import { closedTargets, logTargets, type Targets, vmTargets } from './targets';

/** By which Grafana's sidecar finds dashboards, as the common charts configure it. */
const DASHBOARD_LABEL = 'grafana_dashboard';

interface Specs {
  readonly PodMonitor: Plain<PodMonitorSpec>;
  readonly Probe: Plain<ProbeSpec>;
  readonly PrometheusRule: Plain<PrometheusRuleSpec>;
  readonly ScrapeConfig: Plain<ScrapeConfigSpec>;
}

/** Objects of the Prometheus operator in its namespace. */
abstract class OperatorObjects extends Construct {
  constructor(
    scope: Construct,
    id: string,
    protected readonly environment: Monitored,
  ) {
    super(scope, id);
  }

  protected add<Kind extends keyof Specs>(kind: Kind, name: string, spec: Specs[Kind]): void {
    const { namespace, labels } = this.environment.monitoring;
    new ApiObject(this, `${kind}-${name}`, {
      apiVersion: `monitoring.coreos.com/${kind === 'ScrapeConfig' ? 'v1alpha1' : 'v1'}`,
      kind,
      metadata: { name, namespace, ...(Object.keys(labels).length > 0 ? { labels } : {}) },
      spec,
    });
  }

  /** A dashboard, as Grafana's sidecar finds it. */
  protected dashboard(name: string, file: string, text: string): void {
    const { namespace } = this.environment.monitoring;
    new ApiObject(this, `ConfigMap-${name}`, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace, labels: { [DASHBOARD_LABEL]: '1' } },
      data: { [file]: text },
    });
  }

  protected rules(name: string, group: RuleGroup): void {
    this.add('PrometheusRule', name, { groups: [group] });
  }

  protected probe(name: string, job: string, module: string, all: readonly Targets[]): void {
    const { blackbox, durations } = this.environment.monitoring;
    if (blackbox === undefined) return;
    for (const [index, { targets, labels }] of all.entries()) {
      this.add('Probe', all.length > 1 ? `${name}-proxy-${index + 1}` : name, {
        jobName: job,
        interval: durations.scrape,
        prober: { url: blackbox },
        module,
        targets: { staticConfig: { static: targets, labels } },
      });
    }
  }
}

/** Alerts, and what belongs to no tenant alone. */
export class EnvironmentMonitoring extends OperatorObjects {
  constructor(scope: Construct, id: string, environment: Monitored) {
    super(scope, id, environment);
    const interval = environment.monitoring.durations.scrape;
    this.rules('egress-alerts', environmentGroup(environment));
    this.dashboard('egress-dashboard', `egress-${environment.name}.json`, environmentDashboard(environment));
    const job = (name: string) => [{ targetLabel: 'job', replacement: name }];
    const gateway = (path: string, name: string) => ({
      port: METRICS_PORT_NAME,
      path,
      interval,
      relabelings: [
        // A pod of a tenant may have the same label.
        {
          sourceLabels: ['__meta_kubernetes_namespace'],
          regex: `.+${GATEWAY_NAMESPACE_SUFFIX}`,
          action: 'keep' as const,
        },
        ...job(name),
        { targetLabel: 'environment', replacement: environment.name },
      ],
    });
    this.add('PodMonitor', 'egress-gateways', {
      namespaceSelector: { any: true },
      selector: { matchLabels: GATEWAY.labels },
      podTargetLabels: ['tenant'],
      podMetricsEndpoints: [gateway('/metrics', JOBS.gateway), gateway('/certificate', `${JOBS.gateway}-certificate`)],
    });
    const pods = (name: string, namespace: string, port: string) =>
      this.add('PodMonitor', name, {
        namespaceSelector: { matchNames: [namespace] },
        selector: {},
        podMetricsEndpoints: [{ port, interval, relabelings: job(name) }],
      });
    pods(JOBS.flux, FLUX_SYSTEM, 'http-prom');
    if (environment.gateways.certificates === 'cert-manager') pods(JOBS.certManager, 'cert-manager', 'http-metrics');
    // Its metrics name the environment and the tenant themselves.
    if (environment.probe)
      this.add('PodMonitor', 'egress-probes', {
        namespaceSelector: { any: true },
        selector: { matchLabels: PROBE.labels },
        podMetricsEndpoints: [{ port: METRICS_PORT_NAME, interval, relabelings: job(JOBS.probe) }],
      });
    this.probe(JOBS.logs, JOBS.logs, TLS_MODULE, logTargets(environment));
  }
}

/** What Git declares about a tenant, and where its metrics are. */
export class TenantMonitoring extends OperatorObjects {
  constructor(scope: Construct, id: string, environment: Monitored, tenant: Tenant) {
    super(scope, id, environment);
    const name = `egress-tenant-${tenant.name}`;
    this.rules(name, tenantGroup(environment, tenant));
    const file = `egress-${environment.name}-${tenant.name}.json`;
    this.dashboard(`egress-dashboard-${tenant.name}`, file, tenantDashboard(environment, tenant));
    for (const [job, port] of [
      [JOBS.squid, EXPORTER_PORT],
      [JOBS.agent, AGENT_METRICS_PORT],
    ] as const) {
      this.add('ScrapeConfig', `${job}-${tenant.name}`, {
        jobName: job,
        scrapeInterval: environment.monitoring.durations.scrape,
        staticConfigs: vmTargets(environment, tenant).map(({ targets, labels }) => ({
          targets: targets.map((address) => `${address}:${port}`),
          labels,
        })),
      });
    }
    this.probe(`${JOBS.closed}-${tenant.name}`, JOBS.closed, CLOSED_MODULE, closedTargets(environment, tenant));
  }
}
