export { TenantResolver, type TenantResolverProps } from './tenant-resolver';
