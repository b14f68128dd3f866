import type { Model } from '../model/types';
import type { OutputFile } from '../output';
import { basePlatform, baseTenant } from './base';
import { cluster } from './cluster';
import { overlayEnvironment, overlayTenant } from './overlay';
import { renderTenant, type TenantObjects } from './tenant';

export { overlayPath } from './overlay';

/**
 * Everything that is written for these settings: plain data in, files out, nothing touched on the way.
 *
 * @returns the files, by paths from the root of the output, in no particular order
 */
export function synthesize(model: Model): OutputFile[] {
  const base = new Map<string, TenantObjects>();
  const files = basePlatform();
  for (const tenant of model.base) {
    const objects = renderTenant(tenant);
    base.set(tenant.name, objects);
    files.push(...baseTenant(tenant, objects));
  }
  for (const environment of model.environments) {
    files.push(...overlayEnvironment(environment), ...cluster(environment));
    for (const tenant of environment.tenants) {
      const objects = base.get(tenant.name);
      if (!objects) throw new Error(`${tenant.name} is not in the base`);
      files.push(...overlayTenant(environment.environment.name, tenant, objects, renderTenant(tenant)));
    }
  }
  return files;
}
