import type { Problems } from '../entry';

/** Files and folders of settings as such. */
export const FILES = {
  'folder-empty': {
    title: 'A settings folder holds no settings file',
    why: 'Nothing can be rendered, and an empty folder is more often a wrong path than a wish to remove everything.',
    fix: 'Add a tenant (npm run tenant:add) or an environment, or correct --tenants or --environments.',
  },
  'file-not-regular': {
    title: 'An entry of the tenants folder is not a regular file inside it',
    why: 'Links out of the folder, pipes and sub-folders could bring in settings that no review has seen.',
    fix: 'Put the file itself into the folder.',
  },
  'file-extension': {
    title: 'A settings file has the wrong extension',
    why: 'It would not be read, although its author expects that.',
    fix: 'Rename it: tenants end in .yaml, environments in .ts.',
  },
  'file-ignored': {
    severity: 'warning',
    title: 'A file in the tenants folder is not read',
    why: 'Only .yaml files are tenants.',
    fix: 'Move it out of the folder, or rename it.',
  },
  'file-name-differs': {
    title: 'The name in a settings file is not the name of the file',
    why: 'One file is one tenant or environment, and both names are used to find it.',
    fix: 'Rename the file, or correct the name.',
  },
  'file-not-utf8': {
    title: 'A file, or its name, is not UTF-8 text',
    why: 'Its bytes would be read differently from what its author sees.',
    fix: 'Save or rename the file as UTF-8.',
  },
  'file-too-large': {
    title: 'A settings file is too large or nested too deeply',
    why: 'Limits on bytes, values and depth keep one file (an alias bomb, for example) from blocking every run.',
    fix: 'Write less, or use fewer aliases.',
  },
  'file-empty': {
    title: 'A settings file is empty',
    why: 'It describes no tenant.',
    fix: 'Add the settings of a tenant, or delete the file.',
  },
  'merge-conflict': {
    title: 'A settings file has merge conflicts',
    why: 'git could not merge it: lines of both sides stand in it, between markers.',
    fix: 'Edit the file until it says what both sides mean and no marker is left, then run git add.',
  },
  'yaml-invalid': {
    title: 'A tenant file is not valid YAML, or uses a YAML feature that settings do not have',
    why: 'Tags, directives, keys that are not text and aliases without an anchor have no meaning in settings.',
    fix: 'Correct the syntax at the line and column of the message.',
  },
  'yaml-several-documents': {
    title: 'A tenant file has a second YAML document',
    why: 'One file describes one tenant.',
    fix: 'Move the second document into a file of its own.',
  },
  'hidden-character': {
    severity: 'warning',
    title: 'A line contains an invisible character',
    why: 'The line may look different from what is read, for example with reversed text direction.',
    fix: 'Remove the character, or write it as an escape.',
  },
  'module-syntax': {
    title: 'An environment file is not valid TypeScript',
    why: 'It cannot be loaded.',
    fix: 'Correct the syntax at the line and column of the message.',
  },
  'module-import-missing': {
    title: 'An environment file imports a module that does not exist',
    why: 'It cannot be loaded.',
    fix: 'Correct the path, or install the package.',
  },
  'module-fails': {
    title: 'An environment file fails while it is loaded',
    why: 'Its settings are not complete when it throws an error or calls process.exit().',
    fix: 'Correct the code at the line and column of the message.',
  },
  'kubernetes-manifest': {
    title: 'A file of tenants/, or a workload in it, is a manifest of Kubernetes',
    why: 'Files there have settings of tenants, from which manifests are rendered.',
    fix: 'List what the tenant runs under workloads, or keep the manifest in a repository of the tenant’s own.',
  },
  'module-export-missing': {
    title: 'An environment file has no settings as its default export',
    why: 'The default export is what is read.',
    fix: 'Write export default defineEnvironment({ … }).',
  },
  'value-not-plain': {
    title: 'An environment’s setting is not plain data',
    why: 'Functions, class instances, promises and cycles cannot be compared, merged or rendered.',
    fix: 'Use text, numbers, booleans, lists and maps.',
  },
} as const satisfies Problems;
