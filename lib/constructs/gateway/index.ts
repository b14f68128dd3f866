export { type GatewayProxy, type Redundancy, TenantGateway, type TenantGatewayProps } from './tenant-gateway';
