import { posix } from 'node:path';
import { identity } from '../kustomize';
import type { EnvironmentModel, Model, Tenant } from '../model/types';
import type { FileState, OutputFile, WrittenObject } from '../output';
import { proxyFiles } from '../proxy';
import { basePath, type Owner, overlayPath } from '../vocabulary';
import { baseTenant } from './base';
import { Faults } from './faults';
import { fileName } from './folder';
import type { KnownFile, KnownOutput } from './known-output';
import { overlayTenant } from './overlay';
import { renderTenant, type TenantObjects } from './tenant';

/** All that is written for one tenant and depends on no other one. */
export interface TenantOutput {
  readonly files: readonly OutputFile[];
  /** By environment. */
  readonly objects: ReadonlyMap<string, readonly WrittenObject[]>;
}

interface TenantInAll {
  readonly base: Tenant;
  readonly there: readonly { readonly environment: EnvironmentModel['environment']; readonly tenant: Tenant }[];
}

/** Each tenant with what it is in the environments that it is in. */
export function tenantsOf({ base, environments }: Model): readonly TenantInAll[] {
  const byName = environments.map(({ environment, tenants }) => ({
    environment,
    tenants: new Map(tenants.map((tenant) => [tenant.name, tenant])),
  }));
  return base.map((tenant) => ({
    base: tenant,
    there: byName.flatMap(({ environment, tenants }) => {
      const there = tenants.get(tenant.name);
      return there ? [{ environment, tenant: there }] : [];
    }),
  }));
}

/** @param faults collects what cannot be rendered. Default: it is known that there is nothing of it */
export function renderAll(base: Tenant, there: TenantInAll['there'], faults = new Faults()): TenantOutput {
  const files: OutputFile[] = [];
  const rendered = new Map<string, readonly WrittenObject[]>();
  let before: TenantObjects | undefined;
  faults.attempt(base, undefined, () => {
    const objects = renderTenant(base);
    faults.judge(base, undefined, objects);
    files.push(...baseTenant(base, objects));
    before = objects;
  });
  for (const { environment, tenant } of there) {
    const { name } = environment;
    faults.attempt(tenant, name, () => {
      // What is wrong with its base is reported already.
      if (!before) return;
      const objects = renderTenant(tenant, environment);
      faults.judge(tenant, name, objects);
      rendered.set(name, writtenObjects(name, tenant, before, objects));
      files.push(...overlayTenant(name, tenant, before, objects));
    });
    files.push(...proxyFiles({ environment, tenants: [tenant] }));
  }
  return { files, objects: rendered };
}

/** What an earlier run wrote. It is rendered again when its content is asked for. */
export function recalled({ files, objects }: KnownOutput, render: () => TenantOutput): TenantOutput {
  let contents: ReadonlyMap<string, string> | undefined;
  const contentOf = (path: string): string => {
    contents ??= new Map(render().files.map((file) => [file.path, file.content]));
    const content = contents.get(path);
    if (content === undefined) throw new Error(`${path}: is not as an earlier run noted it`);
    return content;
  };
  return { files: files.map((file) => new RecalledOutput(file, contentOf)), objects };
}

class RecalledOutput implements OutputFile {
  readonly path: string;
  readonly source: string;
  readonly owner: Owner;
  readonly state?: FileState;

  constructor(
    file: KnownFile,
    private readonly contentOf: (path: string) => string,
  ) {
    this.path = file.path;
    this.source = file.source;
    this.owner = file.owner;
    this.state = file.state;
  }

  get content(): string {
    return this.contentOf(this.path);
  }
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
      const { namespace, name: itsName } = metadata;
      return { path: posix.join(folder, fileName(object)), apiVersion, kind, namespace, name: itsName, source };
    });
  });
}
