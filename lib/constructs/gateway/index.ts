export { TenantGateway, type TenantGatewayProps } from './tenant-gateway';
export type { GatewayProxy, Redundancy, TcpListener } from './types';
