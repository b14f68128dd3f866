import { map as asMap } from '../../data';
import { groupOf, objectKey } from '../../kustomize';
import { FLUX_SYSTEM, KUSTOMIZE, NOTIFICATION, ORIGIN_REVISION } from '../../vocabulary';
import type { ExpectedObject } from '../expected';
import type { LiveObject } from '../live-object';
import { compareObjects, describe, resourceOf } from '../objects';
import { readinessFaults } from '../readiness';
import { expectedRevision } from '../revision';
import { list } from '../rights';
import type { Check, Result, World } from '../types';

const SOURCE = 'source.toolkit.fluxcd.io';

export const check: Check = {
  title: 'Flux has applied the expected revision',
  rights: [...list(KUSTOMIZE, 'kustomizations'), ...list(SOURCE, 'gitrepositories')],
  rightsForArtifacts: [
    ...list(SOURCE, 'externalartifacts'),
    ...list('source.extensions.fluxcd.io', 'artifactgenerators'),
  ],
  async run(world) {
    // Alerts and Providers have no status, and a check of their own.
    const flux = world.expected.flux.filter(({ object }) => groupOf(object) !== NOTIFICATION);
    const compared = await compareObjects(world, flux, {
      missing: 'live-flux-missing',
      differs: 'live-flux-differs',
      exact: false,
    });
    const states = await Promise.all(flux.map((each) => stateOf(world, each)));
    return [...compared.filter(({ found }) => found), ...states.flat(), ...(await sourceState(world))];
  },
};

async function stateOf(world: World, each: ExpectedObject): Promise<Result[]> {
  const live = (await world.cluster.list(resourceOf(each))).find((one) => objectKey(one) === objectKey(each.object));
  if (!live) return [];
  const about = { ...(each.tenant === undefined ? {} : { tenant: each.tenant }), object: describe(each) };
  const faults = readinessFaults(live).map((fault): Result => ({ ...about, ...fault }));
  if (live.kind !== 'Kustomization') return faults.length > 0 ? faults : [{ ...about, message: 'is ready' }];
  return [...faults, ...(await revisionOf(world, about, live))];
}

async function revisionOf(world: World, about: Pick<Result, 'tenant' | 'object'>, live: LiveObject): Promise<Result[]> {
  const applied = asMap(live.status).lastAppliedRevision;
  const expected = await world.once('revision', async () => expectedRevision(world.options));
  if (typeof applied !== 'string')
    return [{ ...about, message: 'has applied nothing yet', found: { id: 'live-revision-differs' } }];
  if (expected.commit === undefined)
    return [
      {
        ...about,
        message: `has applied ${applied}; ${expected.what}`,
        found: { id: 'live-revision-unknown', severity: 'warning' },
      },
    ];
  const differs = (message: string): Result[] => [{ ...about, message, found: { id: 'live-revision-differs' } }];
  const wanted = `${expected.commit}, ${expected.what}`;
  if (world.environment.flux.artifacts) {
    const artifact = await artifactOf(world, live);
    if (!artifact) return differs(`has applied ${applied}, and its artifact is not in the cluster`);
    if (!artifact.origin.endsWith(`:${expected.commit}`))
      return differs(`reads an artifact of ${artifact.origin || 'an unknown commit'} (expected ${wanted})`);
    if (applied !== artifact.revision)
      return differs(`has applied ${applied} (expected ${artifact.revision}, its artifact of ${expected.commit})`);
    return [{ ...about, message: `is ready at ${applied}, the artifact of ${artifact.origin}` }];
  }
  if (applied.endsWith(`:${expected.commit}`)) return [{ ...about, message: `is ready at ${applied}` }];
  return differs(`has applied ${applied} (expected ${wanted})`);
}

/** What a Kustomization reads, and the commit that it was made of. */
async function artifactOf(
  { cluster }: World,
  { metadata, spec }: LiveObject,
): Promise<{ readonly revision: string; readonly origin: string } | undefined> {
  const { name } = asMap(asMap(spec).sourceRef);
  const all = await cluster.list(`externalartifacts.${SOURCE}`);
  const found = all.find((each) => each.metadata.namespace === metadata.namespace && each.metadata.name === name);
  const artifact = asMap(asMap(found?.status).artifact);
  if (typeof artifact.revision !== 'string') return undefined;
  return { revision: artifact.revision, origin: String(asMap(artifact.metadata)[ORIGIN_REVISION] ?? '') };
}

/** The repository, also where the settings leave it to the user to create it. */
async function sourceState({ cluster, environment, expected }: World): Promise<Result[]> {
  const { name } = environment.flux.source;
  if (expected.flux.some(({ object }) => object.kind === 'GitRepository')) return [];
  const sources = await cluster.list(`gitrepositories.${SOURCE}`);
  const live = sources.find(({ metadata }) => metadata.namespace === FLUX_SYSTEM && metadata.name === name);
  const object = `GitRepository ${FLUX_SYSTEM}/${name}`;
  if (!live) return [{ object, message: 'is not in the cluster', found: { id: 'live-flux-missing' } }];
  const faults = readinessFaults(live).map((fault): Result => ({ object, ...fault }));
  return faults.length > 0 ? faults : [{ object, message: 'is ready' }];
}
