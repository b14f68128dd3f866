import { deletePatch, diffPatch, identity, type KubeObject } from '../kustomize';
import type { Environment, EnvironmentModel, Tenant } from '../model/types';
import { EnvironmentMonitoring, isMonitored } from '../monitoring';
import type { OutputFile } from '../output';
import { basePath, overlayPath, type Part, PLATFORM } from '../vocabulary';
import { egressConfig } from './base';
import { Folder } from './folder';
import { render } from './render';
import type { TenantObjects } from './tenant';
import { changedVariablesFirst } from './variables-first';

/** The environment as a whole, and the cluster's own part of it, with a patch for each object that differs there. */
export function overlayEnvironment(
  { environment, tenants }: EnvironmentModel,
  base: readonly KubeObject[],
  wanted: readonly KubeObject[],
): OutputFile[] {
  const { name, source } = environment;
  const owner = { environment: name };
  const whole = new Folder(overlayPath(name), source, owner).include(overlayPath(name, PLATFORM));
  for (const tenant of tenants) whole.include(overlayPath(name, tenant.name));
  const platform = new Folder(overlayPath(name, PLATFORM), source, owner).include(basePath(PLATFORM));
  difference(platform, base, [...wanted, ...renderMonitoring(environment)]);
  return [...whole.toFiles(), ...platform.toFiles()];
}

/** Alerts, where the Prometheus operator takes them. */
function renderMonitoring(environment: Environment): readonly KubeObject[] {
  if (!isMonitored(environment) || !environment.monitoring.operator) return [];
  return render((chart) => new EnvironmentMonitoring(chart, 'monitoring', environment));
}

/** A tenant in one environment: the base, and a patch for each object that differs there. */
export function overlayTenant(
  environment: string,
  tenant: Tenant,
  base: TenantObjects,
  wanted: TenantObjects,
): OutputFile[] {
  const owner = { environment, tenant: tenant.name };
  const folder = (part: Part) =>
    new Folder(overlayPath(environment, tenant.name, part), tenant.source, { ...owner, part }).include(
      basePath(tenant.name, part),
    );
  const guardrails = folder('guardrails');
  const workloads = folder('workloads').generate({ ...egressConfig(tenant, environment), behavior: 'replace' });
  difference(guardrails, base.guardrails, wanted.guardrails);
  difference(workloads, base.workloads, wanted.workloads);
  const secrets = secretsFolder(environment, tenant);
  if (secrets) workloads.include(secrets.path);
  return [
    ...new Folder(overlayPath(environment, tenant.name), tenant.source, owner)
      .include(guardrails.path)
      .include(workloads.path)
      .toFiles(),
    ...guardrails.toFiles(),
    ...workloads.toFiles(),
    ...(secrets?.toFiles() ?? []),
  ];
}

/**
 * Encrypted Secrets, each as its file is. They need not name their namespace: kustomize sets it, and Flux decrypts what
 * kustomize has built.
 */
function secretsFolder(environment: string, { name, namespace, source, secretFiles = [] }: Tenant): Folder | undefined {
  if (secretFiles.length === 0) return undefined;
  const part = 'workloads';
  const path = `${overlayPath(environment, name, part)}/secrets`;
  const folder = new Folder(path, source, { environment, tenant: name, part }, namespace);
  for (const secret of secretFiles) folder.carry('Secret', secret);
  return folder;
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
    const patch = diffPatch(counterpart, changedVariablesFirst(object, counterpart));
    if (patch) folder.patch(patch, object);
  }
  for (const object of base) {
    if (!after.has(identity(object))) folder.patch(deletePatch(object), object);
  }
}
