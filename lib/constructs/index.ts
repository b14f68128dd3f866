export * from './admission';
export { TenantCharts, type TenantChartsProps } from './charts/tenant-charts';
export * from './collector';
export * from './gateway';
export { TenantRoutes, type TenantRoutesProps } from './ingress/tenant-routes';
export { TenantAccess, type TenantAccessProps } from './namespace/tenant-access';
export { TenantCiliumPolicy, type TenantCiliumPolicyProps } from './namespace/tenant-cilium-policy';
export { TenantGlobalPolicy, type TenantGlobalPolicyProps } from './namespace/tenant-global-policy';
export { type TenantIdentity, TenantNamespace, type TenantNamespaceProps } from './namespace/tenant-namespace';
export {
  type ProxyEndpoint,
  TenantNetworkPolicies,
  type TenantNetworkPoliciesProps,
} from './namespace/tenant-network-policies';
export { TenantQuota, type TenantQuotaProps } from './namespace/tenant-quota';
export { TenantRole } from './namespace/tenant-role';
export * from './probe';
export { TenantRepository, type TenantRepositoryProps } from './repository/tenant-repository';
export * from './resolver';
export { TenantExternalSecret } from './secrets/tenant-external-secret';
export { TenantSecretStore } from './secrets/tenant-secret-store';
export { EnvironmentSettings, type EnvironmentSettingsProps } from './workload/environment-settings';
export {
  type ProxiedContainerProps,
  ProxiedWorkload,
  type ProxiedWorkloadProps,
} from './workload/proxied-workload';
