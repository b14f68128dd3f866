import fs from 'node:fs';
import { join, posix } from 'node:path';
import { parse } from 'yaml';
import type { OutputFile } from '../../lib/output';
import { ownerOf } from '../../lib/vocabulary';

// Processes without jest use this file too, so it takes nothing from what the tests share.
const file = (path: string, content: string, source: string): OutputFile => ({
  path,
  content,
  source,
  owner: ownerOf(path, source),
});
const list = (items: readonly string[]) => items.map((item) => `  - ${item}\n`).join('');
const kustomization = (folder: string, resources: readonly string[], source: string) =>
  file(`${folder}/kustomization.yaml`, `kind: Kustomization\nresources:\n${list(resources)}`, source);

/**
 * Files in the shape of the real ones: bases, overlays over them, and what tells Flux to apply those.
 * @param mark goes into every manifest, so that another mark changes every one
 */
export function clusterOf(tenants: readonly string[], mark: string): OutputFile[] {
  const env = 'overlays/development.ts';
  const files = tenants.flatMap((tenant) => {
    const source = `tenants/${tenant}.yaml`;
    const base = `dist/base/${tenant}`;
    const overlay = `dist/overlays/development/${tenant}`;
    return [
      file(`${base}/guardrails/namespace-${mark}.yaml`, 'kind: Namespace\n', source),
      file(`${base}/guardrails/quota.yaml`, `kind: ResourceQuota # ${mark}\n`, source),
      kustomization(`${base}/guardrails`, [`namespace-${mark}.yaml`, 'quota.yaml'], source),
      file(`${base}/workloads/deployment.yaml`, `kind: Deployment # ${mark}\n`, source),
      kustomization(`${base}/workloads`, ['deployment.yaml'], source),
      file(`${overlay}/workloads/deployment.patch.yaml`, `spec: {} # ${mark}\n`, source),
      kustomization(`${overlay}/guardrails`, [`../../../../base/${tenant}/guardrails`], source),
      kustomization(`${overlay}/workloads`, [`../../../../base/${tenant}/workloads/`], source),
      kustomization(overlay, ['guardrails', 'workloads'], source),
    ];
  });
  return [
    ...files,
    kustomization('dist/overlays/development', tenants, env),
    file('clusters/development/kustomization-dev.yaml', `kind: Kustomization # ${mark}\n`, env),
  ];
}

/** Each reference of a kustomization.yaml on the disk that leads nowhere, as `<file>: <reference>`. */
export function brokenReferences(outDir: string): string[] {
  const broken: string[] = [];
  const walk = (folder: string) => {
    for (const entry of fs.readdirSync(join(outDir, folder), { withFileTypes: true })) {
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (entry.name === 'kustomization.yaml') {
        const { resources } = parse(fs.readFileSync(join(outDir, path), 'utf8')) as { resources: string[] };
        for (const resource of resources) {
          const target = join(outDir, folder, resource);
          const found = fs.statSync(target, { throwIfNoEntry: false });
          const there = found?.isDirectory() ? fs.existsSync(join(target, 'kustomization.yaml')) : found;
          if (!there) broken.push(`${path}: ${resource}`);
        }
      }
    }
  };
  walk('');
  return broken;
}
