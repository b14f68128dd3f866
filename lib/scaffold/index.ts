export { type AddedTenant, addTenant, type NewTenant } from './add-tenant';
export { nextAddress } from './next-address';
