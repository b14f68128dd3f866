export { addEnvironment } from './add-environment';
export { type AddedTenant, addTenant } from './add-tenant';
export { groupSize, learnAllowList, type Refusal, shownEntry } from './learn-allow-list';
export { nextAddress } from './next-address';
export { removeTenant } from './remove-tenant';
export { renameTenant } from './rename-tenant';
export { repositoryFiles } from './repository';
