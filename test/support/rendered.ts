import { build, type KubeObject } from '../../lib/kustomize';
import type { Model } from '../../lib/model';
import { synthesize } from '../../lib/synthesize';
import { environmentText, loadFiles, type Outcome } from './settings';

// biome-ignore lint/suspicious/noExplicitAny: what was built is plain JSON
export type Built = any;

const TENANT = `name: client-a
nodePool: { sources: [172.16.28.20] }
egress:
  proxies: [{ name: squid-a, address: 172.16.28.8 }]
`;

/** The settings of one tenant in one environment; `head` replaces everything above its workloads. */
export function loadTenant(workloads: string, head = TENANT, environment = environmentText('development')): Outcome {
  return loadFiles({
    tenants: { 'client-a.yaml': `${head}workloads:\n${workloads}` },
    environments: { 'development.ts': environment },
  });
}

/** All that Flux applies to an environment. */
export function objectsOf({ loaded, errors }: Outcome, environment = 'development'): Built[] {
  if (!loaded) throw new Error(errors.join('\n'));
  return built(loaded.model, environment);
}

export function built(model: Model, environment = 'development'): KubeObject[] {
  const files = new Map(synthesize(model).map(({ path, content }) => [path, content]));
  return build(files, `dist/overlays/${environment}`);
}

export function find(objects: readonly Built[], kind: string, name: string): Built {
  return objects.find((object) => object.kind === kind && object.metadata.name === name);
}
