import type { Files } from '../_world';

/** One thing that is changed in the rendered text, and the rule that has to notice. */
export type Mutation = readonly [what: string, rule: string, change: (files: Map<string, string>) => void];

export const swap = (path: string, from: string | RegExp, to: string) => (files: Map<string, string>) => {
  const before = (files as Files).get(path);
  const after = before?.replace(from, to);
  if (after === undefined || after === before) throw new Error(`${path} has no ${from}`);
  files.set(path, after);
};
export const drop = (path: string) => (files: Map<string, string>) => {
  if (!files.delete(path)) throw new Error(`there is no ${path}`);
};
/** Takes a file away, and its name out of the folder's list. */
export const unlist = (folder: string, name: string) => (files: Map<string, string>) => {
  drop(`${folder}/${name}`)(files);
  swap(`${folder}/kustomization.yaml`, `  - ${name}\n`, '')(files);
};
export const add = (folder: string, name: string, text: string) => (files: Map<string, string>) => {
  files.set(`${folder}/${name}`, text);
  swap(`${folder}/kustomization.yaml`, 'resources:\n', `resources:\n  - ${name}\n`)(files);
};

export const A = 'dist/base/client-a/guardrails';
export const B = 'dist/base/client-b/guardrails';
export const API = 'dist/base/client-b/workloads/deployment-api.yaml';
export const WEB = 'dist/base/client-a/workloads/deployment-web.yaml';
export const ROLE = 'dist/base/platform/clusterrole-egress-tenant.yaml';
export const FLUX = 'clusters/production/kustomization-egress-production';
export const PRODUCTION = 'dist/overlays/production';
