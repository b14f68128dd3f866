/**
 * How long Flux takes with many tenants: against flux-benchmark's own kind of Kustomization, with one controller and two shards,
 * and with a tenant that fails or floods: `npx tsx bench/reconcile-shards.ts [TENANTS] [CORES] [ROUNDS]`, as root. Each
 * controller has at most CORES processors. Prints tables, which it writes to bench/reconcile-shards.md.
 */
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import type { RunningController } from '../lab/testbed/flux-cluster';
import { PEER_NAMESPACE } from './_flux-peer';
import { FluxWorld, type Trouble } from './_flux-world';
import { type Round, shardsPage } from './_shards-page';
import { type Wave, wave } from './_wave';

const TENANTS = Number(process.argv[2] ?? 250);
const CORES = Number(process.argv[3] ?? 0.3);
const ROUNDS = Number(process.argv[4] ?? 2);
const TIMEOUT = 1800;
/** With more, hours: each Kustomization unpacks what all of them have. */
const MOST_SHARING = 50;

let revisions = 0;
function next(): string {
  revisions += 1;
  return `main@sha1:${String(revisions).padStart(40, '0')}`;
}

const tell = (name: string, { wall, cpu, memory, objects, arrivals }: Wave) =>
  process.stderr.write(
    `${name}: ${wall.toFixed(1)} s, CPU ${cpu.toFixed(1)} s, ${memory} MiB, ${arrivals.length} Kustomizations, ${objects} objects\n`,
  );

/** The first time that Kustomizations are applied; the controller runs before they are created. */
async function installed(
  world: FluxWorld,
  name: string,
  namespace: string,
  create: (revision: string) => Promise<void>,
): Promise<Wave> {
  const controller = await world.controller(CORES, undefined, name === 'peer' ? [] : undefined);
  const revision = next();
  const result = await wave({
    ...{ socket: world.cluster.state.api, namespace, revision, count: 2 * TENANTS, timeout: TIMEOUT },
    begin: async () => {
      await create(revision);
      return [controller];
    },
  });
  tell(`${name}, first time`, result);
  return result;
}

/** A new revision of every tenant, which is there when the controllers start. */
async function again(world: FluxWorld, name: string, shards: number | undefined, trouble?: Trouble): Promise<Wave> {
  const revision = next();
  const troubled = world.names.slice(0, 1);
  if (trouble) for (const each of troubled) await world.deliver(each, revision, trouble);
  await world.deliverAll(revision, trouble ? troubled : []);
  return measured(world, name, revision, shards, trouble);
}

/** A revision that is there when the controllers start. */
async function measured(
  world: FluxWorld,
  name: string,
  revision: string,
  shards: number | undefined,
  trouble?: Trouble,
): Promise<Wave> {
  const result = await wave({
    ...{ socket: world.cluster.state.api, namespace: 'flux-system', revision, timeout: TIMEOUT },
    // The guardrails of a tenant whose workloads fail arrive.
    count: 2 * TENANTS - (trouble === 'fails' ? 1 : 0),
    begin: async (): Promise<readonly RunningController[]> =>
      shards === undefined
        ? [await world.controller(CORES)]
        : Promise.all(Array.from({ length: shards }, (_, index) => world.controller(CORES, index + 1))),
  });
  tell(name, result);
  return result;
}

async function main(): Promise<void> {
  const load = loadavg()[0] as number;
  const world = await FluxWorld.up(TENANTS);
  try {
    const peer = await installed(world, 'peer', PEER_NAMESPACE, (revision) => world.createPeer(revision));
    await world.forgetPeer();
    const ours = await installed(world, 'tenants', 'flux-system', (revision) => world.createTenants(revision));
    const rounds: Round[] = [];
    for (let index = 0; index < ROUNDS; index += 1) {
      rounds.push({
        one: await again(world, 'one controller', undefined),
        two: await again(world, 'two shards', 2),
        fails: await again(world, 'two shards, one tenant fails', 2, 'fails'),
        floods: await again(world, 'two shards, one tenant floods', 2, 'floods'),
      });
    }
    if (TENANTS <= MOST_SHARING) {
      const revision = next();
      await world.shareRepository(revision);
      await measured(world, 'one controller, one artifact with the whole repository', revision, undefined);
    }
    const [troubled = ''] = world.names;
    const command = process.argv.slice(2).join(' ');
    const page = shardsPage({ tenants: TENANTS, cores: CORES, load, command, troubled, peer, ours, rounds });
    process.stdout.write(page);
    // Fewer only try it out.
    if (TENANTS > MOST_SHARING) writeFileSync(join(__dirname, 'reconcile-shards.md'), page);
  } finally {
    world.down();
  }
}

void main();
