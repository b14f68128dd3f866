import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { type EnvironmentModel, loadModel, SYNTH_ROOTS, synthesize, writeOutput } from '../../../lib';
import type { KubernetesObject } from '../../cluster/api';
import { mutate } from '../../mutants/apply';
import { must } from '../../process/exec';

const ROOT = join(__dirname, '..', '..', '..');

/** The shipped tenants and those of the fixtures, in the shipped development environment. */
export function shippedAndFixtures(): EnvironmentModel {
  const folder = mkdtempSync(join(tmpdir(), 'egress-tenants-'));
  try {
    for (const from of [join(ROOT, 'tenants'), join(__dirname, 'fixtures')]) {
      for (const file of readdirSync(from)) copyFileSync(join(from, file), join(folder, file));
    }
    const { model } = loadModel({ tenants: folder, environments: join(ROOT, 'overlays') });
    const development = model.environments.find(({ environment }) => environment.name === 'development');
    if (!development) throw new Error('there is no environment development');
    return development;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What Flux applies of an environment: written by the synthesizer, built by kubectl. */
export interface Rendered {
  readonly platform: readonly KubernetesObject[];
  /** Of all tenants. */
  readonly guardrails: readonly KubernetesObject[];
  /** By tenant. */
  readonly workloads: ReadonlyMap<string, readonly KubernetesObject[]>;
}

export async function render(environment: EnvironmentModel, kubectl: string): Promise<Rendered> {
  const folder = mkdtempSync(join(tmpdir(), 'egress-rendered-'));
  const overlay = join(folder, 'dist', 'overlays', environment.environment.name);
  const build = async (path: string): Promise<KubernetesObject[]> => {
    const yaml = await must([kubectl, 'kustomize', join(overlay, path)]);
    return parseAllDocuments(yaml).map((document) => document.toJS());
  };
  try {
    const files = synthesize({ environments: [environment], base: environment.tenants });
    writeOutput(folder, mutate(files), { roots: SYNTH_ROOTS });
    const names = environment.tenants.map(({ name }) => name);
    const guardrails = await Promise.all(names.map((name) => build(`${name}/guardrails`)));
    const workloads = await Promise.all(names.map((name) => build(`${name}/workloads`)));
    return {
      platform: await build('platform'),
      guardrails: guardrails.flat(),
      workloads: new Map(names.map((name, i) => [name, workloads[i] as KubernetesObject[]])),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
