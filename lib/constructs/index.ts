export * from './admission';
export { EnvironmentSettings, type EnvironmentSettingsProps } from './environment-settings';
export * from './gateway';
export {
  EGRESS_CONFIG,
  type ProxiedContainerProps,
  ProxiedWorkload,
  type ProxiedWorkloadProps,
} from './proxied-workload';
export * from './resolver';
export { TenantAccess, type TenantAccessProps } from './tenant-access';
export { TenantGlobalPolicy, type TenantGlobalPolicyProps } from './tenant-global-policy';
export { type TenantIdentity, TenantNamespace, type TenantNamespaceProps } from './tenant-namespace';
export { type ProxyEndpoint, TenantNetworkPolicies, type TenantNetworkPoliciesProps } from './tenant-network-policies';
export { TenantQuota, type TenantQuotaProps } from './tenant-quota';
export { TenantRepository, type TenantRepositoryProps } from './tenant-repository';
export { TENANT_ROLE, TenantRole } from './tenant-role';
export { type ToldProxyProps, toldProxy } from './told-proxy';
