import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningController } from '../lab/testbed/flux-cluster';

/** A Kustomization that has a revision. */
interface Arrival {
  readonly name: string;
  readonly shard?: string;
  /** Seconds since the wave began. */
  readonly seconds: number;
  /** What it holds. */
  readonly objects: number;
}

export interface Wave {
  readonly arrivals: readonly Arrival[];
  /** Seconds until the last arrived. */
  readonly wall: number;
  /** Seconds of processor time of all controllers. */
  readonly cpu: number;
  /** Most memory of one controller, MiB. */
  readonly memory: number;
  readonly objects: number;
}

interface WaveOptions {
  /** Socket of the API server. */
  readonly socket: string;
  readonly namespace: string;
  readonly revision: string;
  /** Kustomizations that have to arrive. */
  readonly count: number;
  /** Begins the wave. Returns the controllers that work on it. */
  begin(): Promise<readonly RunningController[]>;
  /** Seconds after which it fails. */
  readonly timeout: number;
}

/** Watches Kustomizations until so many are Ready at a revision, then stops the controllers. */
export async function wave({ socket, namespace, revision, count, begin, timeout }: WaveOptions): Promise<Wave> {
  const arrivals = new Map<string, Arrival>();
  let start = performance.now();
  const stop = watch(socket, namespace, ({ metadata, status }) => {
    const ready = status?.conditions?.find((each) => each.type === 'Ready');
    if (arrivals.has(metadata.name) || ready?.status !== 'True' || status?.lastAppliedRevision !== revision) return;
    const shard = metadata.labels?.['sharding.fluxcd.io/key'];
    arrivals.set(metadata.name, {
      name: metadata.name,
      ...(shard === undefined ? {} : { shard }),
      seconds: (performance.now() - start) / 1000,
      objects: status.inventory?.entries?.length ?? 0,
    });
  });
  try {
    start = performance.now();
    const controllers = await begin();
    while (arrivals.size < count) {
      if (performance.now() - start > timeout * 1000)
        throw new Error(`after ${timeout} s, ${arrivals.size} of ${count} Kustomizations have ${revision}`);
      await sleep(200);
    }
    const all = [...arrivals.values()];
    const measured = {
      arrivals: all,
      wall: Math.max(...all.map(({ seconds }) => seconds)),
      cpu: controllers.reduce((sum, { cap }) => sum + (cap?.seconds ?? 0), 0),
      memory: Math.max(...controllers.map(({ cap }) => cap?.peakMemory ?? 0)),
      objects: all.reduce((sum, { objects }) => sum + objects, 0),
    };
    for (const controller of controllers) await controller.stop();
    return measured;
  } finally {
    stop();
  }
}

interface Watched {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly status?: {
    readonly lastAppliedRevision?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly inventory?: { readonly entries?: readonly unknown[] };
  };
}

/** Returns what ends it. */
function watch(socket: string, namespace: string, see: (object: Watched) => void): () => void {
  const path = `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${namespace}/kustomizations?watch=1`;
  let rest = '';
  const call = request({ socketPath: socket, path }, (response) => {
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) see((JSON.parse(line) as { object: Watched }).object);
    });
    response.on('error', () => undefined);
  });
  call.on('error', () => undefined);
  call.end();
  return () => call.destroy();
}
