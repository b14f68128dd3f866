export type { TcpForward } from '../../model/tcp';
export { TenantGateway, type TenantGatewayProps } from './tenant-gateway';
export type { GatewayProxy, Redundancy } from './types';
