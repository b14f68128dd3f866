export { type AddedTenant, proposeTenant } from './add-tenant';
export { nextAddress } from './next-address';
