export { type AddedEnvironment, addEnvironment } from './add-environment';
export { type AddedTenant, addTenant } from './add-tenant';
export { nextAddress } from './next-address';
export { type RenamedTenant, renameTenant } from './rename-tenant';
export { type RepositoryFile, repositoryFiles } from './repository';
