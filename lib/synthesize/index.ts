import { terraform } from '../infra/terraform';
import type { Memory } from '../memory';
import type { EnvironmentModel, Model } from '../model/types';
import { monitoringFiles } from '../monitoring';
import { type OutputFile, refuseObjectCollisions } from '../output';
import { runbookFiles } from '../runbooks';
import { CORDONED, REPORT } from '../vocabulary';
import { basePlatform, renderPlatform } from './base';
import { cluster } from './cluster';
import { codeOwners } from './code-owners';
import { Faults } from './faults';
import { type PackedOutput, unpack } from './known-output';
import { overlayEnvironment } from './overlay';
import { recalled, renderAll, type TenantOutput, tenantsOf } from './tenant-output';
import { toYaml } from './yaml';

export { RenderError } from './faults';
export { type KnownFile, pack } from './known-output';
export type { TenantOutput } from './tenant-output';

export interface Synthesized {
  readonly files: OutputFile[];
  /** Those of each tenant that depend on no other one, by its name. */
  readonly tenants: ReadonlyMap<string, TenantOutput>;
}

/**
 * Everything that is written for these settings: plain data in, files out, nothing touched on the way.
 *
 * @returns the files, by paths from the root of the output, in no particular order
 * @throws EgressError (1) when two objects of an environment are one and the same; RenderError when a tenant cannot be rendered, or makes an object that no cluster takes
 */
export function synthesize(model: Model): OutputFile[] {
  return synthesizeWith(model, { judged: true }).files;
}

export interface SynthesisOptions {
  /** What an earlier run wrote. Default: everything is rendered */
  readonly memory?: Pick<Memory, 'outputOf'> | undefined;
  /** Whether the files are asked for the objects in them, which takes memory until then. Default: false */
  readonly judged?: boolean;
  /** Is called after each tenant. Default: nothing is */
  readonly counted?: ((done: number, all: number) => void) | undefined;
}

/** Throws as {@link synthesize}. */
export function synthesizeWith(model: Model, { memory, judged = false, counted }: SynthesisOptions = {}): Synthesized {
  const platform = renderPlatform();
  const files = basePlatform(platform);
  const faults = new Faults();
  const tenants = new Map<string, TenantOutput>();
  for (const { base, there } of tenantsOf(model)) {
    const known = memory?.outputOf(base.name) as PackedOutput | undefined;
    const output = known ? recalled(unpack(known), () => renderAll(base, there)) : renderAll(base, there, faults);
    tenants.set(base.name, known || judged ? output : textsOf(output));
    counted?.(tenants.size, model.base.length);
  }
  for (const environment of model.environments) {
    const { name } = environment.environment;
    files.push(
      ...overlayEnvironment(environment, platform, renderPlatform(environment.environment, needsOf(environment))),
      ...cluster(environment),
      ...terraform(environment),
      ...monitoring(environment),
      ...runbookFiles(environment),
    );
    refuseObjectCollisions(
      environment.tenants.flatMap((tenant) => tenants.get(tenant.name)?.objects.get(name) ?? []),
      () => name,
    );
  }
  for (const output of tenants.values()) for (const file of output.files) files.push(file);
  faults.raise();
  return { files: [...files, ...codeOwners(model)], tenants };
}

/** The same without the objects that the files were written from. */
function textsOf({ files, objects }: TenantOutput): TenantOutput {
  return { files: files.map((file) => ({ ...file })), objects };
}

/** What the platform has because some tenant needs it. */
export function needsOf({ tenants }: Pick<EnvironmentModel, 'tenants'>) {
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
