import type { Control } from '../_types';
import { inNamespace, type World } from '../_world';

const LOCKED = { defaultServiceAccount: 'default' };

async function flagged(world: World, flags: object): Promise<void> {
  await world.lab.restartFlux({ ...LOCKED, ...flags });
  // It looks at everything when it starts; what is taken away before that would come back.
  await world.cluster.reconcile();
}

/** By what Flux does with what a tenant commits. */
export const FLUX: readonly Control[] = [
  {
    name: 'no-cross-namespace-refs',
    title: 'Flux’s flag `--no-cross-namespace-refs`',
    rules: [],
    unchecked: 'a flag of the cluster’s controller, set when Flux is installed: [flux.md](flux.md)',
    off: (world) => flagged(world, { crossNamespaceRefs: true }),
    on: (world) => flagged(world, {}),
  },
  {
    name: 'target-namespace',
    title: 'Flux applies a tenant’s repository in the tenant’s namespace',
    rules: ['flux-rewrites-objects'],
    async off(world) {
      const path = inNamespace('kustomize.toolkit.fluxcd.io/v1:kustomizations/client-a');
      await world.lab.api.patch(path, { spec: { targetNamespace: null } });
    },
    on: (world) => world.restore('client-egress-dev-client-a'),
  },
  {
    name: 'no-kustomize-files',
    title: 'Flux does not look at Kustomize files of a tenant’s repository',
    rules: ['flux-source-differs'],
    async off(world) {
      const path = inNamespace('source.toolkit.fluxcd.io/v1:gitrepositories/client-a');
      await world.lab.api.patch(path, { spec: { ignore: null } });
    },
    on: (world) => world.restore('client-egress-dev-client-a'),
  },
];
