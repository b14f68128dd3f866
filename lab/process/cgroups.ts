import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';

/** Mount points of the control group hierarchies of this machine: one with version 2, one a controller with version 1. */
function hierarchies(types: readonly string[] = ['cgroup', 'cgroup2']): string[] {
  return readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, , type]) => types.includes(type ?? ''))
    .map(([, path]) => path as string);
}

/** Folder of a group in the hierarchy of version 2, the only one that takes BPF programs. */
export function bpfCgroup(name: string): string {
  const [hierarchy] = hierarchies(['cgroup2']);
  if (hierarchy === undefined) throw new Error('this machine has no control groups of version 2 mounted');
  return join(hierarchy, name);
}

/** Folder of the group of version 2 that a process is in. */
export function bpfCgroupOf(pid: number): string {
  const [, name = '/'] = /^0::(.*)$/m.exec(readFileSync(`/proc/${pid}/cgroup`, 'utf8')) ?? [];
  return bpfCgroup(name);
}

/** Makes a group in every hierarchy; the kubelet wants the root of its pods' groups to be there. */
export function createCgroup(name: string): void {
  for (const hierarchy of hierarchies()) mkdirSync(join(hierarchy, name), { recursive: true });
}

/** Folders of groups whose name begins so, in every hierarchy. */
export function findCgroups(prefix: string): string[] {
  return hierarchies().flatMap((hierarchy) =>
    readdirSync(hierarchy)
      .filter((entry) => entry.startsWith(prefix))
      .map((entry) => join(hierarchy, entry)),
  );
}

/** Removes a group and those below it. Nothing may run in them any more. */
export function removeCgroup(folder: string): void {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeCgroup(join(folder, entry.name));
  }
  rmdirSync(folder);
}
