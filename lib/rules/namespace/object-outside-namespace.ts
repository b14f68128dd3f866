import type { Environment, Tenant } from '../../model/types';
import { kustomization, object } from '../_example';
import { CALICO, FLUX_SYSTEM, globalPolicyOf, PROMETHEUS_OPERATOR } from '../_names';
import { isKind, isNamespace, type Rendered } from '../_rendered';
import { found, withGateways, yaml } from '../_support';
import type { RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'An object of a tenant lies outside its namespace',
  why: 'Outside its namespace it affects other tenants or the whole cluster, and none of the namespace’s policies, quotas and roles apply to it.',
  fix: 'Give it the tenant’s namespace; what is for the whole cluster belongs to platform/.',
  good: [object('ConfigMap client-a-demo/feature-flags')`data: { dark: "true" }`],
  bad: [
    kustomization('client-a/workloads')`
      configMapGenerator:
        - { name: feature-flags, namespace: kube-public, literals: [dark=true] }
    `,
    {
      ...yaml`
        # dist/overlays/development/client-a/workloads/kustomization.yaml
        configMapGenerator:
          - { name: feature-flags, namespace: client-b, literals: [dark=true] }
      `,
      environment: 'development',
    },
    {
      ...withGateways(yaml`
        # dist/overlays/development/client-b/workloads/kustomization.yaml
        configMapGenerator:
          - { name: feature-flags, namespace: client-b-egress, literals: [dark=true] }
      `),
      environment: 'development',
    },
  ],
  check: ({ objects, promised, environment }) => {
    const tenants = new Map(promised.map((tenant) => [tenant.name, tenant]));
    return objects.flatMap((each) => {
      const tenant = each.part === undefined ? undefined : tenants.get(each.tenant ?? '');
      if (!tenant || isHome(each, tenant) || isOfMonitoring(each, tenant, environment)) return [];
      const { namespace } = each.object.metadata;
      const where = namespace === undefined ? 'belongs to the whole cluster' : `is in the namespace ${namespace}`;
      return [found(each, ['metadata', 'namespace'], `${where}; the tenant’s is ${tenant.namespace}`)];
    });
  },
};

/**
 * In the tenant's namespace, the namespace itself, the account that Flux looks up in the Kustomization's namespace, or Calico's policy of
 * the tenant, which `global-policy-missing` judges. In its gateway's
 * namespace is what the platform puts there, and nothing that the tenant runs.
 */
function isHome(each: Rendered, { name: tenant, namespace: own, gateway }: Tenant): boolean {
  const { name, namespace } = each.object.metadata;
  if (isKind(each, 'ServiceAccount', '') && namespace === FLUX_SYSTEM) return name === tenant;
  if (isKind(each, 'GlobalNetworkPolicy', CALICO)) return name === globalPolicyOf(tenant) && each.part === 'guardrails';
  const home = isNamespace(each) ? name : namespace;
  return home === own || (gateway !== undefined && home === gateway.namespace && each.part === 'guardrails');
}

/** What tells Prometheus and Grafana of the tenant, in the namespace of Prometheus. */
function isOfMonitoring(each: Rendered, { name: tenant }: Tenant, { monitoring }: Environment): boolean {
  const { name, namespace } = each.object.metadata;
  if (!monitoring?.operator || namespace !== monitoring.namespace || each.part !== 'guardrails') return false;
  if (isKind(each, 'ConfigMap', '')) return name === `egress-dashboard-${tenant}`;
  const known: Readonly<Record<string, readonly string[]>> = {
    PrometheusRule: [`egress-tenant-${tenant}`],
    ScrapeConfig: [`egress-squid-${tenant}`, `egress-agent-${tenant}`],
    // One for each proxy.
    Probe: [`egress-closed-${tenant}`, name.replace(/^.*(-proxy-\d+)$/, `egress-closed-${tenant}$1`)],
  };
  const { kind } = each.object;
  return isKind(each, kind, PROMETHEUS_OPERATOR) && (known[kind]?.includes(name) ?? false);
}
