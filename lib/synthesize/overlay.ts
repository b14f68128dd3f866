import { deletePatch, diffPatch, identity, type KubeObject } from '../kustomize';
import type { EnvironmentModel, Tenant } from '../model/types';
import type { OutputFile } from '../output';
import { BASE, egressConfig } from './base';
import { Folder } from './folder';
import type { TenantObjects } from './tenant';

export function overlayPath(environment: string): string {
  return `dist/overlays/${environment}`;
}

/** The environment as a whole, and the cluster's own part of it, with a patch for each object that differs there. */
export function overlayEnvironment(
  { environment, tenants }: EnvironmentModel,
  base: readonly KubeObject[],
  wanted: readonly KubeObject[],
): OutputFile[] {
  const path = overlayPath(environment.name);
  const whole = new Folder(path, environment.source).include(`${path}/platform`);
  for (const tenant of tenants) whole.include(`${path}/${tenant.name}`);
  const platform = new Folder(`${path}/platform`, environment.source).include(`${BASE}/platform`);
  difference(platform, base, wanted);
  return [...whole.toFiles(), ...platform.toFiles()];
}

/** A tenant in one environment: the base, and a patch for each object that differs there. */
export function overlayTenant(
  environment: string,
  tenant: Tenant,
  base: TenantObjects,
  wanted: TenantObjects,
): OutputFile[] {
  const path = `${overlayPath(environment)}/${tenant.name}`;
  const guardrails = new Folder(`${path}/guardrails`, tenant.source).include(`${BASE}/${tenant.name}/guardrails`);
  const workloads = new Folder(`${path}/workloads`, tenant.source)
    .include(`${BASE}/${tenant.name}/workloads`)
    .generate({ ...egressConfig(tenant, environment), behavior: 'replace' });
  difference(guardrails, base.guardrails, wanted.guardrails);
  difference(workloads, base.workloads, wanted.workloads);
  return [
    ...new Folder(path, tenant.source).include(guardrails.path).include(workloads.path).toFiles(),
    ...guardrails.toFiles(),
    ...workloads.toFiles(),
  ];
}

function difference(folder: Folder, base: readonly KubeObject[], wanted: readonly KubeObject[]): void {
  const before = new Map(base.map((object) => [identity(object), object]));
  const after = new Set(wanted.map(identity));
  for (const object of wanted) {
    const counterpart = before.get(identity(object));
    if (!counterpart) {
      folder.add([object]);
      continue;
    }
    const patch = diffPatch(counterpart, object);
    if (patch) folder.patch(patch, object);
  }
  for (const object of base) {
    if (!after.has(identity(object))) folder.patch(deletePatch(object), object);
  }
}
