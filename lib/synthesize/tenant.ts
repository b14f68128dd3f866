import {
  ProxiedWorkload,
  type ProxiedWorkloadProps,
  TenantCharts,
  TenantCiliumPolicy,
  TenantExternalSecret,
  TenantGateway,
  TenantGlobalPolicy,
  TenantNamespace,
  TenantProbe,
  TenantRepository,
  TenantRoutes,
  TenantSecretStore,
} from '../constructs';
import type { KubeObject } from '../kustomize';
import { isCilium } from '../model/cni';
import { aliasesOf } from '../model/tcp';
import type { Environment, Tenant, Workload } from '../model/types';
import { isMonitored, TenantMonitoring } from '../monitoring';
import { isBefore } from '../versions';
import { CORDONED } from '../vocabulary';
import { render } from './render';

/** The first version of Kubernetes that knows traffic to the same node. */
const SAME_NODE = '1.34';

/** A tenant's objects: what it may not touch, and what it runs. */
export interface TenantObjects {
  readonly guardrails: readonly KubeObject[];
  readonly workloads: readonly KubeObject[];
}

/** `Value`, if each of its keys is one of `Props`; a spread by itself lets a key through that the props do not know. */
type Fitting<Value, Props> = [Exclude<keyof Value, keyof Props>] extends [never] ? Value : never;

/** @param environment where it is to be; undefined: the form that no environment has touched */
export function renderTenant(tenant: Tenant, environment?: Environment): TenantObjects {
  const { admissionPlugins, resolver, cni, podCidr, privateNetwork, nodeLocalDns, dns, version } =
    environment?.cluster ?? {};
  const nodeDns = nodeLocalDns === undefined || dns === undefined ? undefined : [nodeLocalDns, dns];
  const ports = tenant.ingress.find(({ nodes }) => nodes)?.ports;
  const { name, namespace, egress, gateway, forwards, repository, charts = [] } = tenant;
  const hostAliases = aliasesOf(forwards);
  const { proxies } = egress;
  // A probe of a tenant that is cordoned would report that nothing leaves.
  const probe = tenant.state === CORDONED ? undefined : environment?.probe;
  const ingress = environment?.ingress;
  const { routes = [] } = tenant;
  return {
    guardrails: render((chart) => {
      new TenantNamespace(chart, 'tenant', {
        name,
        title: tenant.title,
        namespace,
        nodePool: tenant.nodePool,
        egress: { proxies, private: egress.private },
        gateway: gateway && { namespace: gateway.namespace, listeners: forwards.map(({ listener }) => listener) },
        ingress: tenant.ingress,
        quota: tenant.quota,
        registries: tenant.registries,
        audiences: tenant.audiences,
        hosts: [...new Set(routes.map(({ host }) => host))].sort(),
        groups: tenant.groups,
        readSecrets: tenant.readSecrets,
        admissionPlugins,
        nodeRange: isCilium({ cni }) ? undefined : privateNetwork,
        ownResolver: resolver !== undefined,
        nodeDns,
        probed: environment?.probe !== undefined,
        ...(environment?.cluster.mutatingAdmission ? { hostAliases, noProxy: tenant.noProxy } : {}),
        guardrails: tenant.guardrails,
        state: tenant.state,
        leaving: tenant.state === CORDONED && tenant.workloads.length === 0 && !repository && charts.length === 0,
      });
      if (cni === 'calico' && podCidr !== undefined) {
        new TenantGlobalPolicy(chart, 'global-policy', {
          tenant: name,
          namespace,
          podCidr,
          proxies: gateway ? [] : proxies,
          private: egress.private,
          nodeDns,
        });
      }
      if (isCilium({ cni }) && (nodeDns || ports)) {
        new TenantCiliumPolicy(chart, 'cilium-policy', { namespace, ports, nodeDns: nodeDns !== undefined });
      }
      if (gateway) {
        new TenantGateway(chart, 'gateway', {
          tenant,
          namespace: gateway.namespace,
          proxies,
          redundancy: egress.redundancy,
          clientCertificate: egress.clientCertificate,
          certificateSwitch: egress.certificateSwitch,
          drainGrace: egress.drainGrace,
          certificates: gateway.certificates,
          image: gateway.image,
          tcp: forwards,
          egressCheck: environment?.egressCheck !== undefined,
          metricsFor: environment?.monitoring?.namespace,
          anyNode: version !== undefined && isBefore(version, SAME_NODE),
        });
      }
      if (ingress && routes.length > 0) new TenantRoutes(chart, 'routes', { namespace, routes, ingress });
      if (environment?.externalSecrets) {
        const { provider } = environment.externalSecrets;
        new TenantSecretStore(chart, 'secret-store', { tenant: name, namespace, provider });
      }
      if (environment && probe) {
        new TenantProbe(chart, 'probe', {
          ...probe,
          environment: environment.name,
          tenant,
          podProxy: tenant.podProxy,
          publicAddresses: proxies.flatMap(({ publicAddress }) => publicAddress ?? []),
          resolver: resolver?.address,
          monitoring: environment.monitoring?.namespace,
        });
      }
      if (environment && isMonitored(environment) && environment.monitoring.operator) {
        new TenantMonitoring(chart, 'monitoring', environment, tenant);
      }
      if (environment && repository) {
        new TenantRepository(chart, 'repository', { tenant: name, namespace, repository, flux: environment.flux });
      }
      if (environment && charts.length > 0) {
        new TenantCharts(chart, 'charts', {
          tenant,
          charts,
          podProxy: tenant.podProxy,
          noProxy: tenant.noProxy,
          hostAliases,
          resolver: resolver?.address,
          flux: environment.flux,
          cordoned: tenant.state === CORDONED,
          account: !repository,
        });
      }
    }),
    workloads: render((chart) => {
      // A tenant may have some only where the environment has stores.
      if (environment?.externalSecrets) {
        const { refresh } = environment.externalSecrets;
        for (const secret of tenant.externalSecrets ?? [])
          new TenantExternalSecret(chart, `external-secret-${secret.name}`, { namespace, secret, refresh });
      }
      for (const workload of tenant.workloads) {
        const settings: Fitting<Workload, ProxiedWorkloadProps> = workload;
        // A name by itself could be that of something a construct has: `constructor`.
        new ProxiedWorkload(chart, `workload-${workload.name}`, {
          ...settings,
          tenant,
          resolver: resolver?.address,
          noProxyInConfigMap: true,
          hostAliases,
        });
      }
    }),
  };
}
