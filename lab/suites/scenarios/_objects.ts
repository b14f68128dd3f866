import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments, stringify } from 'yaml';
import type { KubernetesObject } from '../../cluster/api';
import type { Changes } from '../../gitops/source';
import type { Lab } from '../../lab';

const FIELD_MANAGER = '--field-manager=scenario';

/** What an environment's repository means to its cluster: its overlay as kubectl builds it, and its Flux objects. */
export async function objectsOf(lab: Lab, repository: string, environment: string): Promise<KubernetesObject[]> {
  const built = await lab.kubectl(['kustomize', join(repository, 'dist/overlays', environment)]);
  expect(built).toMatchObject({ code: 0, stderr: '' });
  const flux = join(repository, 'clusters', environment);
  return [
    ...parseAllDocuments(built.stdout).map((document) => document.toJS() as KubernetesObject),
    ...readdirSync(flux)
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => parse(readFileSync(join(flux, file), 'utf8')) as KubernetesObject),
  ];
}

export function byKind(objects: readonly KubernetesObject[], kind: string): KubernetesObject[] {
  return objects.filter((object) => object.kind === kind);
}

/** Fails when the API server refuses one of the objects, does not know one of its fields, or warns. */
export async function strictDryRun(lab: Lab, objects: readonly KubernetesObject[]): Promise<void> {
  for (const namespace of byKind(objects, 'Namespace')) {
    // What is in a namespace can be tried only where there is one.
    await lab.api.create('/api/v1/namespaces', namespace);
  }
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
  const dryRun = ['apply', '--server-side', '--dry-run=server', '--validate=strict', '--force-conflicts'];
  const result = await lab.kubectl([...dryRun, FIELD_MANAGER, '--filename=-'], { input });
  expect({ code: result.code, stderr: result.stderr }).toEqual({ code: 0, stderr: '' });
  expect(result.stdout.trim().split('\n')).toHaveLength(objects.length);
}

/** Path, in a repository, of the file that holds an object whole: not of a patch. */
export function fileOf(repository: string, kind: string, name: string, below = 'dist'): string {
  const files = readdirSync(join(repository, below), { recursive: true, encoding: 'utf8' }).sort();
  const found = files
    .filter((file) => file.endsWith('.yaml') && !file.endsWith('.patch.yaml'))
    .find((file) => {
      const object = parse(readFileSync(join(repository, below, file), 'utf8')) as KubernetesObject | undefined;
      return object?.kind === kind && object.metadata?.name === name;
    });
  if (!found) throw new Error(`no file below ${below} holds ${kind} ${name}`);
  return join(below, found);
}

/** What to change in a repository to add objects to a folder that its kustomization lists. */
export function adding(repository: string, folder: string, objects: readonly object[]): Changes {
  const path = join(folder, 'kustomization.yaml');
  const list = parse(readFileSync(join(repository, path), 'utf8'));
  list.resources.push('more.yaml');
  const more = objects.map((object) => stringify(object)).join('---\n');
  return { [join(folder, 'more.yaml')]: more, [path]: stringify(list) };
}
