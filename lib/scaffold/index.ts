export { type AddedTenant, addTenant } from './add-tenant';
export { nextAddress } from './next-address';
