import { Chart } from 'cdk8s';
import { ConfigMap } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import {
  EGRESS_CONFIG,
  EnvironmentSettings,
  ProxiedWorkload,
  TenantAdmission,
  TenantNamespace,
  TenantRole,
} from '../../lib';

/** Two workloads of one tenant in one environment, and what the cluster has once for all tenants. */
export class ShopChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { disableResourceNameHashes: true });
    const production = new EnvironmentSettings(this, 'production', {
      cluster: { privateNetwork: '172.16.28.0/22', podCidr: '100.64.0.0/15', serviceCidr: '10.32.0.0/20' },
      workloads: { replicas: 2, resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '128Mi' } } },
    });
    new TenantRole(this, 'role');
    new TenantAdmission(this, 'admission');
    const proxy = { address: '172.16.28.8', port: 3128 };
    const tenant = new TenantNamespace(production, 'shop', {
      name: 'shop',
      egress: { proxies: [proxy] },
      ingress: [{ namespace: 'ingress-nginx', ports: [8080] }],
      groups: ['shop-developers'],
    });
    new ConfigMap(tenant, 'egress', {
      metadata: { name: EGRESS_CONFIG, namespace: tenant.namespace },
      data: { PROXY_ADDRESS: proxy.address, PROXY_PORT: String(proxy.port), ENVIRONMENT: 'production' },
    });
    new ProxiedWorkload(production, 'web', {
      tenant,
      name: 'web',
      container: { name: 'web', image: 'registry.example.com/shop/web:1.4.2', ports: [{ name: 'http', port: 8080 }] },
    });
    new ProxiedWorkload(production, 'report', {
      tenant,
      name: 'report',
      kind: 'CronJob',
      schedule: '0 3 * * *',
      container: { name: 'report', image: 'registry.example.com/shop/report:1.4.2', runtime: 'java' },
    });
  }
}
