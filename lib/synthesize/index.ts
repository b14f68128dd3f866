import { posix } from 'node:path';
import { terraform } from '../infra/terraform';
import { identity } from '../kustomize';
import type { EnvironmentModel, Model, Tenant } from '../model/types';
import { monitoringFiles } from '../monitoring';
import { type OutputFile, refuseObjectCollisions, type WrittenObject } from '../output';
import { proxyFiles } from '../proxy';
import { runbookFiles } from '../runbooks';
import { basePath, CORDONED, overlayPath, REPORT } from '../vocabulary';
import { basePlatform, baseTenant, renderPlatform } from './base';
import { cluster } from './cluster';
import { codeOwners } from './code-owners';
import { Faults } from './faults';
import { fileName } from './folder';
import { overlayEnvironment, overlayTenant } from './overlay';
import { renderTenant, type TenantObjects } from './tenant';
import { toYaml } from './yaml';

export { RenderError } from './faults';

/**
 * Everything that is written for these settings: plain data in, files out, nothing touched on the way.
 *
 * @returns the files, by paths from the root of the output, in no particular order
 * @throws EgressError (1) when two objects of an environment are one and the same; RenderError when a tenant cannot be rendered, or makes an object that no cluster takes
 */
export function synthesize(model: Model): OutputFile[] {
  const base = new Map<string, TenantObjects>();
  const platform = renderPlatform();
  const files = basePlatform(platform);
  const faults = new Faults();
  for (const tenant of model.base) {
    faults.attempt(tenant, undefined, () => {
      const objects = renderTenant(tenant);
      faults.judge(tenant, undefined, objects);
      base.set(tenant.name, objects);
      files.push(...baseTenant(tenant, objects));
    });
  }
  for (const environment of model.environments) {
    const { name } = environment.environment;
    const rendered: WrittenObject[] = [];
    files.push(
      ...overlayEnvironment(environment, platform, renderPlatform(environment.environment, needsOf(environment))),
      ...cluster(environment),
    );
    for (const tenant of environment.tenants) {
      const before = base.get(tenant.name);
      // What is wrong with its base is reported already.
      if (!before) continue;
      faults.attempt(tenant, name, () => {
        const objects = renderTenant(tenant, environment.environment);
        faults.judge(tenant, name, objects);
        rendered.push(...writtenObjects(name, tenant, before, objects));
        files.push(...overlayTenant(name, tenant, before, objects));
      });
    }
    files.push(
      ...proxyFiles(environment),
      ...terraform(environment),
      ...monitoring(environment),
      ...runbookFiles(environment),
    );
    refuseObjectCollisions(rendered, () => name);
  }
  faults.raise();
  return [...files, ...codeOwners(model)];
}

function needsOf({ tenants }: EnvironmentModel) {
  return {
    reported: tenants.some(({ guardrails }) => guardrails === REPORT),
    people: tenants.some(({ groups, readSecrets }) => groups.length > 0 && !readSecrets),
    cordoned: tenants.some(({ state }) => state === CORDONED),
    charts: tenants.some(({ charts = [] }) => charts.length > 0),
  };
}

/** Files for a Prometheus without the operator, and for Grafana. */
function monitoring(environment: EnvironmentModel): OutputFile[] {
  return monitoringFiles(environment).map(({ content, ...file }) => ({
    ...file,
    content: typeof content === 'string' ? content : toYaml(content, 'as given'),
  }));
}

/** The objects of a tenant in an environment, each with the file that holds the whole of it. */
function writtenObjects(
  environment: string,
  { name, source }: Tenant,
  base: TenantObjects,
  objects: TenantObjects,
): WrittenObject[] {
  return (['guardrails', 'workloads'] as const).flatMap((part) => {
    const before = new Set(base[part].map(identity));
    return objects[part].map((object) => {
      const folder = before.has(identity(object)) ? basePath(name, part) : overlayPath(environment, name, part);
      const { apiVersion, kind, metadata } = object;
      return { path: posix.join(folder, fileName(object)), apiVersion, kind, ...metadata, source };
    });
  });
}
