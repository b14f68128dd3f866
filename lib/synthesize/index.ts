import { terraform } from '../infra/terraform';
import type { Model, Tenant } from '../model/types';
import { type OutputFile, refuseObjectCollisions, type WrittenObject } from '../output';
import { proxyFiles } from '../proxy';
import { basePlatform, baseTenant, renderPlatform } from './base';
import { cluster } from './cluster';
import { codeOwners } from './code-owners';
import { fileName } from './folder';
import { overlayEnvironment, overlayPath, overlayTenant } from './overlay';
import { renderTenant, type TenantObjects } from './tenant';

export { overlayPath } from './overlay';

/**
 * Everything that is written for these settings: plain data in, files out, nothing touched on the way.
 *
 * @returns the files, by paths from the root of the output, in no particular order
 * @throws EgressError (1) when two objects of an environment are one and the same
 */
export function synthesize(model: Model): OutputFile[] {
  const base = new Map<string, TenantObjects>();
  const platform = renderPlatform();
  const files = basePlatform(platform);
  for (const tenant of model.base) {
    const objects = renderTenant(tenant);
    base.set(tenant.name, objects);
    files.push(...baseTenant(tenant, objects));
  }
  for (const environment of model.environments) {
    const { name, cluster: network } = environment.environment;
    const rendered: WrittenObject[] = [];
    files.push(...overlayEnvironment(environment, platform, renderPlatform(network)), ...cluster(environment));
    for (const tenant of environment.tenants) {
      const before = base.get(tenant.name);
      if (!before) throw new Error(`${tenant.name} is not in the base`);
      const objects = renderTenant(tenant, environment.environment);
      rendered.push(...writtenObjects(name, tenant, objects));
      files.push(...overlayTenant(name, tenant, before, objects));
    }
    files.push(...proxyFiles(environment), ...terraform(environment));
    refuseObjectCollisions(rendered, () => name);
  }
  return [...files, ...codeOwners(model)];
}

function writtenObjects(environment: string, tenant: Tenant, objects: TenantObjects): WrittenObject[] {
  return [...objects.guardrails, ...objects.workloads].map((object) => ({
    path: `${overlayPath(environment)}/${tenant.name}/${fileName(object)}`,
    apiVersion: object.apiVersion,
    kind: object.kind,
    ...object.metadata,
    source: tenant.source,
  }));
}
