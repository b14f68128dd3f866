import { cpus } from 'node:os';
import { FLOOD } from './_flux-world';
import { spread, table } from './_page';
import type { Wave } from './_wave';

/** Waves that follow each other. */
export interface Round {
  readonly one: Wave;
  readonly two: Wave;
  readonly fails: Wave;
  readonly floods: Wave;
}

interface Measured {
  readonly tenants: number;
  readonly cores: number;
  /** Of the machine, at the start. */
  readonly load: number;
  /** The arguments of the bench. */
  readonly command: string;
  /** The tenant that fails and floods. */
  readonly troubled: string;
  readonly peer: Wave;
  readonly ours: Wave;
  readonly rounds: readonly Round[];
}

/** Seconds until a part of the other tenants' Kustomizations have arrived: all of them, or half of them. */
function others(result: Wave, troubled: string, isTheirs: (shard?: string) => boolean, share: 0.5 | 1): number {
  const times = result.arrivals
    .filter(({ name, shard }) => !name.includes(troubled) && isTheirs(shard))
    .map(({ seconds }) => seconds)
    .sort((a, b) => a - b);
  return times[Math.ceil(times.length * share) - 1] ?? Number.NaN;
}

/** The page, as Markdown. */
export function shardsPage({ tenants, cores, load, command, troubled, peer, ours, rounds }: Measured): string {
  const perObject = ({ wall, objects }: Wave) => (1000 * wall) / objects;
  const cpuPerObject = ({ cpu, objects }: Wave) => (1000 * cpu) / objects;
  const first = (name: string, result: Wave) => [
    name,
    `${result.arrivals.length}`,
    `${result.objects}`,
    result.wall.toFixed(1),
    result.cpu.toFixed(1),
    perObject(result).toFixed(1),
    cpuPerObject(result).toFixed(1),
    `${result.memory}`,
  ];
  const shards = (name: string, pick: (round: Round) => Wave) => [
    name,
    spread(
      rounds.map((round) => pick(round).wall),
      1,
    ),
    spread(
      rounds.map((round) => pick(round).cpu),
      1,
    ),
    spread(
      rounds.map((round) => pick(round).memory),
      0,
    ),
    spread(
      rounds.map((round) => round.one.wall / pick(round).wall),
      2,
    ),
  ];
  const home = rounds[0]?.two.arrivals.find(({ name }) => name.includes(troubled))?.shard;
  const delay = (name: string, pick: (round: Round) => Wave) => {
    const ratio = (isTheirs: (shard?: string) => boolean, share: 0.5 | 1) =>
      spread(
        rounds.map(
          (round) => others(pick(round), troubled, isTheirs, share) / others(round.two, troubled, isTheirs, share),
        ),
        2,
      );
    const same = (shard?: string) => shard === home;
    return [
      name,
      ratio(same, 0.5),
      ratio(same, 1),
      ratio((shard) => !same(shard), 0.5),
      ratio((shard) => !same(shard), 1),
    ];
  };
  return `# Flux with many tenants

<!-- Written by npx tsx bench/reconcile-shards.ts ${command}, ${new Date().toISOString().slice(0, 10)}, on ${cpus().length} cores. -->

${tenants} plain tenants (one proxy, one workload), two Kustomizations each, in one cluster: etcd, the API server, controller manager and scheduler
of Kubernetes 1.35, kustomize-controller 1.9.5, and ${tenants + 1} nodes that kwok simulates. Each kustomize-controller may use ${cores} of a
processor, by its control group; all else is not limited. The load of the machine was ${load.toFixed(1)} at the start. Each tenant has an
artifact of its own, as with \`flux.artifacts\`. The admission policies of the platform are in force for tenants. A
Kustomization that waits for another one looks again after 5 s (\`--requeue-dependency\`).

## Against flux-benchmark's own kind

As many Kustomizations of the kind that [flux-benchmark](https://github.com/fluxcd/flux-benchmark) creates, applied by the same controller with the same limit
before ours: four objects each (a Deployment without pods, an account, a Service, an Ingress), with \`wait\`, substitution and an account.
The first time, with nothing of it in the cluster.

${table(
  ['what', 'Kustomizations', 'objects', 'wall, s', 'CPU, s', 'wall per object, ms', 'CPU per object, ms', 'MiB'],
  [first("flux-benchmark's kind", peer), first('tenants', ours)],
)}

Tenants take ${(perObject(ours) / perObject(peer)).toFixed(2)} times as long per object (CPU: ${(cpuPerObject(ours) / cpuPerObject(peer)).toFixed(2)}).

## Shards

A new revision for every tenant, which is there when the controllers start; their start counts. ${
    rounds.length === 1
      ? 'One round, in which all four follow each other.'
      : `The middle of ${rounds.length} rounds, with the least and the greatest, in each of which all four follow each other.`
  }

${table(
  [
    'what',
    'wall until the last is Ready, s',
    'CPU of all controllers, s',
    'most MiB of one controller',
    'as fast as one',
  ],
  [shards('one controller', ({ one }) => one), shards('two shards', ({ two }) => two)],
)}

## A tenant that fails, or floods

Two shards. *Fails*: the folder of its workloads does not build, and is tried again every 10 s. *Floods*: ${FLOOD} more ConfigMaps (its quota allows no more), all of
which change. How long the other tenants' Kustomizations take, divided by the same without that tenant's trouble.

${table(
  ['what', 'its shard: half of the others', 'its shard: all others', 'the other shard: half', 'the other shard: all'],
  [delay('fails', ({ fails }) => fails), delay('floods', ({ floods }) => floods)],
)}
`;
}
