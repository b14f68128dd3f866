import { giveKeys } from '../_installed';
import type { Control } from '../_types';
import { inNamespace, type World } from '../_world';

async function restart(world: World, without?: string): Promise<void> {
  await world.lab.restartFlux(without);
  // It looks at everything when it starts; what is taken away before that would come back.
  await world.cluster.reconcile();
}

/** What one field of an object's spec says. */
function field(
  name: string,
  title: string,
  rules: readonly string[],
  { path, key }: { readonly path: string; readonly key: string },
): Control {
  return {
    name,
    title,
    rules,
    off: (world) => world.lab.api.patch(path, { spec: { [key]: null } }),
    on: (world) => world.restore('client-egress-dev-client-a'),
  };
}

/** By what Flux does with what a tenant commits. */
export const FLUX: readonly Control[] = [
  {
    name: 'no-cross-namespace-refs',
    title: 'Flux’s flag `--no-cross-namespace-refs`',
    rules: [],
    unchecked:
      'a flag of the cluster’s controller; `check` fails if `clusters/<environment>/flux-system/kustomization.yaml` does not set it: [flux.md](flux.md)',
    off: (world) => restart(world, '--no-cross-namespace-refs'),
    on: (world) => restart(world),
  },
  field('target-namespace', 'Flux applies a tenant’s repository in the tenant’s namespace', ['flux-rewrites-objects'], {
    path: inNamespace('kustomize.toolkit.fluxcd.io/v1:kustomizations/client-a'),
    key: 'targetNamespace',
  }),
  field(
    'no-kustomize-files',
    'Flux does not look at Kustomize files of a tenant’s repository',
    ['flux-source-differs'],
    {
      path: inNamespace('source.toolkit.fluxcd.io/v1:gitrepositories/client-a'),
      key: 'ignore',
    },
  ),
  {
    name: 'key-per-tenant',
    title: 'Flux decrypts what a tenant’s folder holds with that tenant’s key alone (`secrets`)',
    rules: ['decryption-wrong'],
    off: (world) => giveKeys(world.lab, 'client-a', 'client-a', 'client-c'),
    on: (world) => giveKeys(world.lab, 'client-a', 'client-a'),
  },
];
