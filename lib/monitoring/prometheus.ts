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
import { JOBS } from './series';
import { logTargets } from './targets';

/** A whole configuration of Prometheus; its paths are relative to its own folder. */
export function prometheusConfig(environment: Monitored): object {
  const { durations, namespace, blackbox } = environment.monitoring;
  const clustered = namespace !== undefined;
  const usesCertManager = environment.gateways.certificates === 'cert-manager';
  return {
    global: { scrape_interval: durations.scrape, evaluation_interval: durations.evaluation },
    rule_files: ['rules.yaml', 'rules/*.yaml'],
    scrape_configs: [
      vmJob(JOBS.squid, EXPORTER_PORT),
      vmJob(JOBS.agent, AGENT_METRICS_PORT),
      ...(clustered ? clusterJobs(environment.name) : []),
      ...(clustered && environment.probe ? [probeJob()] : []),
      ...(clustered && usesCertManager ? [podJob(JOBS.certManager, 'cert-manager', 'http-metrics')] : []),
      ...(blackbox === undefined ? [] : blackboxJobs(environment, blackbox)),
    ],
  };
}

function vmJob(job: string, port: number): object {
  return {
    job_name: job,
    file_sd_configs: [{ files: ['targets/*.yaml'] }],
    relabel_configs: [{ source_labels: ['__address__'], target_label: '__address__', replacement: `$1:${port}` }],
  };
}

function clusterJobs(environment: string): readonly object[] {
  const gateway = (path: string, job: string) => ({
    job_name: job,
    metrics_path: path,
    kubernetes_sd_configs: [{ role: 'pod' }],
    relabel_configs: [
      keep('__meta_kubernetes_namespace', `.+${GATEWAY_NAMESPACE_SUFFIX}`),
      keep('__meta_kubernetes_pod_label_app_kubernetes_io_name', GATEWAY.name),
      keep('__meta_kubernetes_pod_container_port_name', METRICS_PORT_NAME),
      { source_labels: ['__meta_kubernetes_pod_label_tenant'], target_label: 'tenant' },
      { target_label: 'environment', replacement: environment },
    ],
  });
  return [
    gateway('/metrics', JOBS.gateway),
    // Only gateways with a certificate have this page.
    gateway('/certificate', `${JOBS.gateway}-certificate`),
    podJob(JOBS.flux, FLUX_SYSTEM, 'http-prom'),
  ];
}

/** Its metrics name the environment and the tenant themselves. */
function probeJob(): object {
  return {
    job_name: JOBS.probe,
    kubernetes_sd_configs: [{ role: 'pod' }],
    relabel_configs: [
      keep('__meta_kubernetes_pod_label_app_kubernetes_io_name', PROBE.name),
      keep('__meta_kubernetes_pod_container_port_name', METRICS_PORT_NAME),
    ],
  };
}

function podJob(job: string, namespace: string, port: string): object {
  return {
    job_name: job,
    kubernetes_sd_configs: [{ role: 'pod', namespaces: { names: [namespace] } }],
    relabel_configs: [keep('__meta_kubernetes_pod_container_port_name', port)],
  };
}

function keep(label: string, regex: string): object {
  return { source_labels: [label], regex, action: 'keep' };
}

function blackboxJobs(environment: Monitored, exporter: string): readonly object[] {
  const job = (name: string, module: string, targets: object) => ({
    job_name: name,
    metrics_path: '/probe',
    params: { module: [module] },
    ...targets,
    relabel_configs: [
      { source_labels: ['__address__'], target_label: '__param_target' },
      { source_labels: ['__param_target'], target_label: 'instance' },
      { target_label: '__address__', replacement: exporter },
    ],
  });
  const logs = logTargets(environment);
  return [
    job(JOBS.closed, CLOSED_MODULE, { file_sd_configs: [{ files: ['public/*.yaml'] }] }),
    ...(logs.length > 0 ? [job(JOBS.logs, TLS_MODULE, { static_configs: logs })] : []),
  ];
}
