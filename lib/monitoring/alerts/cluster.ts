import { DECLARED_FLUX, DECLARED_NAMESPACE, FLUX_SYSTEM } from '../../vocabulary';
import { type Alerts, SHARE, TENANT } from '../alert';

/** Flux and quotas, by kube-state-metrics. */
export const clusterAlerts: Alerts = ({ own, name, artifacts, thresholds }) => {
  const declared = `* on (customresource_kind, name) group_left (environment, tenant) ${DECLARED_FLUX}{${own}}`;
  const objects = (selector: string) => `gotk_resource_info{exported_namespace="${FLUX_SYSTEM}", ${selector}}`;
  const each = 'max by (customresource_kind, name)';
  const kind = (name: string) => `customresource_kind="${name}"`;
  const behind = (one: string, source: string) =>
    `${each} (${objects(kind(one))} unless on (revision) ${objects(kind(source))})`;
  const missing = (series: string, what: string) => `label_replace(absent(${series}), "source", "${what}", "", "")`;
  return [
    {
      name: 'EgressFluxNotReady',
      severity: 'warning',
      for: 'delivery',
      expr: `${each} (${objects('ready!="True", suspended!="true"')}) ${declared}`,
      summary: `The {{ $labels.customresource_kind }} {{ $labels.name }} of ${TENANT} is not ready.`,
    },
    {
      name: 'EgressFluxBehind',
      severity: 'warning',
      for: 'delivery',
      ...(artifacts
        ? {
            expr: `(${behind('Kustomization', 'ExternalArtifact')} or ${each} (label_replace(${objects(kind('ExternalArtifact'))}, "revision", "$1", "origin_revision", "(.*)") unless on (revision) ${objects(kind('GitRepository'))})) ${declared}`,
            summary: `The {{ $labels.customresource_kind }} {{ $labels.name }} of ${TENANT} is behind the commit that Flux has fetched.`,
          }
        : {
            expr: `${behind('Kustomization', 'GitRepository')} ${declared}`,
            summary: `The Kustomization {{ $labels.name }} of ${TENANT} has not applied the commit that Flux has fetched.`,
          }),
    },
    {
      name: 'EgressFluxSuspended',
      severity: 'warning',
      for: 'delivery',
      expr: `${each} (${objects('suspended="true"')}) ${declared}`,
      summary: `The {{ $labels.customresource_kind }} {{ $labels.name }} of ${TENANT} is suspended: changes in Git have no effect.`,
    },
    {
      name: 'EgressQuotaNearlyFull',
      severity: 'warning',
      for: 'fault',
      expr: `max by (namespace, resource) (kube_resourcequota{type="used"} / ignoring (type) (kube_resourcequota{type="hard"} > 0)) * on (namespace) group_left (environment, tenant) ${DECLARED_NAMESPACE}{${own}} > ${thresholds.quota}`,
      summary: `The quota of {{ $labels.resource }} of ${TENANT} is almost used up.`,
      value: SHARE,
    },
    {
      name: 'EgressMetricsMissing',
      severity: 'warning',
      for: 'delivery',
      expr: `label_replace(label_replace(${missing('gotk_resource_info', 'Flux')} or ${missing('kube_resourcequota', 'quotas')}, "environment", "${name}", "", ""), "tenant", "platform", "", "")`,
      summary: 'There are no metrics of {{ $labels.source }} in {{ $labels.environment }}: its alerts cannot fire.',
    },
  ];
};
