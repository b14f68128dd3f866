/**
 * What the pods of a tenant notice when a gateway, or its node, fails: `npx tsx bench/gateway-failover.ts [RUNS]`, as root.
 * Prints one line per run, and a table, which it writes to bench/gateway-failover.md.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '../lab/process/wait';
import { GatewayCluster } from '../lab/testbed/gateway-cluster';
import { now } from './_pair';
import { type Probe, probesIn } from './_prober';
import { type Window, windowOf, worst } from './_windows';
import { writePath } from './path';

const EVERY = 20;
const RUNS = Number(process.argv[2] ?? 3);
/** Milliseconds from the fault on in which requests are counted. */
const WINDOW = 30_000;
/** Milliseconds after the fault for which a tunnel is watched. */
const LASTS = 75_000;

interface Fault {
  readonly name: string;
  /** Whether the pods on the gateway's own node are gone with it. */
  readonly isNode?: boolean;
  begin(cluster: GatewayCluster, node: string): Promise<unknown>;
  end?(cluster: GatewayCluster, node: string): Promise<unknown>;
}

const deletes =
  (...more: string[]): Fault['begin'] =>
  async (cluster, node) => {
    const { metadata } = await cluster.gatewayOn(node);
    return cluster.lab.kubectl([
      'delete',
      'pod',
      metadata.name,
      '-n',
      metadata.namespace ?? '',
      '--wait=false',
      ...more,
    ]);
  };

const signals =
  (name: NodeJS.Signals, processes?: RegExp): Fault['begin'] =>
  async (cluster, node) =>
    cluster.signal(await cluster.gatewayOn(node), name, processes);

/** Not that of the standby, which is in the same pod. */
const HAPROXY = /haproxy -W .*haproxy\.cfg/;

const FAULTS: readonly Fault[] = [
  { name: 'HAProxy is killed (SIGKILL)', begin: signals('SIGKILL', HAPROXY) },
  {
    // So does a kernel that runs out of the container's memory.
    name: 'every process of its container is killed',
    begin: async (cluster, node) => cluster.killContainer(await cluster.gatewayOn(node), 'haproxy'),
  },
  { name: 'every process of the pod is killed', begin: signals('SIGKILL') },
  { name: 'HAProxy hangs (SIGSTOP)', begin: signals('SIGSTOP', HAPROXY) },
  { name: 'the pod is deleted', begin: deletes() },
  { name: 'the pod is deleted by force', begin: deletes('--grace-period=0', '--force') },
  {
    name: 'its node is drained',
    begin: (cluster, node) =>
      cluster.lab.kubectl(['drain', node, '--ignore-daemonsets', '--delete-emptydir-data', '--timeout=120s']),
    end: (cluster, node) => cluster.lab.kubectl(['uncordon', node]),
  },
  {
    name: 'its node is powered off',
    isNode: true,
    begin: (cluster, node) => cluster.lab.host(node).must(['ip', 'link', 'set', 'eth0', 'down']),
    end: (cluster, node) => cluster.lab.host(node).must(['ip', 'link', 'set', 'eth0', 'up']),
  },
];

interface Run {
  /** As seen from the gateway's own node; undefined: that is gone. */
  readonly near?: Window;
  readonly far: Window;
  /** Seconds for which a tunnel from the gateway's own node lasts after the fault; undefined: longer than is waited, or the node is gone. */
  readonly tunnel?: number;
}

interface Prober {
  /** All requests that have ended so far. */
  probes(): Probe[];
  stop(): Promise<void>;
}

/** Sends requests from the tenant's pod on a node until it is stopped. */
async function startProbes(cluster: GatewayCluster, node: string): Promise<Prober> {
  const script = join(__dirname, '_prober.ts');
  const child = await cluster.start(node, script, '3128', 'http://ifconfig.me/ip', String(EVERY));
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += chunk;
  });
  return {
    probes: () => probesIn(output),
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    },
  };
}

interface Tunnel {
  /** When its last answer came, once it is cut; undefined: it is not cut by then. */
  readonly end: (until: number) => Promise<number | undefined>;
}

/** Opens a tunnel from the tenant's pod on a node, in which something is said each second. */
async function openTunnel(cluster: GatewayCluster, node: string): Promise<Tunnel> {
  const child = await cluster.start(node, join(__dirname, '_busy-tunnel.ts'), '3128', 'ifconfig.me');
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += chunk;
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  await Promise.race([exited, waitFor('a tunnel is open', async () => output.startsWith('open'))]);
  return {
    end: async (until) => {
      await Promise.race([exited, sleep(until - now())]);
      if (child.exitCode === null) child.kill('SIGKILL');
      await exited;
      const [, last] = /^open\n([0-9.]+)\n$/.exec(output) ?? [];
      return last === undefined ? undefined : Number(last);
    },
  };
}

async function run(cluster: GatewayCluster, fault: Fault): Promise<Run> {
  await cluster.isReady();
  const [node = '', other = ''] = cluster.nodes;
  const tunnel = await openTunnel(cluster, node);
  const [near, far] = [await startProbes(cluster, node), await startProbes(cluster, other)];
  // What ends in its first ten seconds is left to the kubelet.
  await sleep(10_000);
  const begun = now();
  await fault.begin(cluster, node);
  await sleep(begun + WINDOW - now());
  const ended = now();
  await sleep(2200);
  await Promise.all([near.stop(), far.stop()]);
  const last = await tunnel.end(fault.isNode ? now() : begun + LASTS);
  await fault.end?.(cluster, node);
  return {
    ...(fault.isNode ? {} : { near: windowOf(near.probes(), begun, ended) }),
    far: windowOf(far.probes(), begun, ended),
    ...(fault.isNode || last === undefined ? {} : { tunnel: (last - begun) / 1000 }),
  };
}

async function measure(kind: string, clientCertificate: boolean, only?: string): Promise<string[]> {
  const cluster = await GatewayCluster.up(clientCertificate);
  const rows: string[] = [];
  try {
    for (const fault of FAULTS.filter(({ name }) => !only || name.includes(only))) {
      const all: Run[] = [];
      for (let index = 0; index < RUNS; index++) {
        const one = await run(cluster, fault);
        all.push(one);
        console.log(kind, '|', fault.name, '|', JSON.stringify(one));
      }
      rows.push(row(kind, fault, all));
    }
  } finally {
    await cluster.down();
  }
  return rows;
}

function row(kind: string, fault: Fault, all: readonly Run[]): string {
  const shown = (windows: readonly Window[]) => {
    if (windows.length === 0) return ' | | ';
    const { lost, asked, gap } = worst(windows);
    const share = ((100 * lost * windows.length) / asked).toFixed(1);
    return `${lost} (${share} %) | ${Math.round(gap)} ms | ${asked}`;
  };
  const near = all.flatMap((one) => one.near ?? []);
  const tunnels = all.flatMap(({ tunnel }) => tunnel ?? []);
  const lasts =
    tunnels.length < all.length ? `longer than ${LASTS / 1000} s` : `${Math.max(0, Math.min(...tunnels)).toFixed(0)} s`;
  const far = shown(all.map((one) => one.far));
  return `| ${kind} | ${fault.name} | ${shown(near)} | ${fault.isNode ? '' : lasts} | ${far} |`;
}

async function main(): Promise<void> {
  const only = process.argv[3];
  const rows = [...(await measure('with certificates', true, only)), ...(await measure('without', false, only))];
  const text = `# A gateway fails, or its node

<!-- Written by npx tsx bench/gateway-failover.ts ${RUNS}, ${new Date().toISOString().slice(0, 10)}, on ${cpus().length} cores. -->

One tenant with two proxies on a pool of two nodes, in a real cluster with kube-proxy. A pod on each node sends a new request every
${EVERY} ms, each on a connection of its own. A request that has no answer after two seconds is lost. Counted are those of the
${WINDOW / 1000} seconds after the fault. A tunnel that was open before the fault, and in which a request is sent each second, lasts for the time that is
shown. Runs per line: ${RUNS}, of which the worst is shown.

| gateway | what happens | same node: lost | gap | asked | a tunnel lasts | other node: lost | gap | asked |
|---|---|---|---|---|---|---|---|---|
${rows.join('\n')}
`;
  if (!only) {
    writeFileSync(join(__dirname, 'gateway-failover.md'), text);
    writePath();
  }
  console.log(text);
}

void main();
