export { addEnvironment } from './add-environment';
export { type AddedTenant, addTenant } from './add-tenant';
export { nextAddress } from './next-address';
export { renameTenant } from './rename-tenant';
export { repositoryFiles } from './repository';
