import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { scriptCommand } from '../lab/process/script';
import { waitFor } from '../lab/process/wait';
import type { Load } from './_load';
import type { Held, Opened } from './_tunnels';
import { busy, type Usage, usageOf } from './_usage';
import { ECHO, PAGE, type Way } from './_ways';

/** Connections that ask without a pause, or share what comes at a constant rate. */
const CONNECTIONS = 32;

export interface Most {
  /** Answers a second. */
  readonly rate: number;
  /** Milliseconds on a core, an answer. */
  readonly squid: number;
  readonly haproxy: number;
  /** Cores that worked, whatever for. */
  readonly cores: number;
  /** Answers that were no 200, and connections that failed. */
  readonly errors: number;
}

/** As many requests as get through, by `wrk`. */
export async function saturate(way: Way, kept: boolean, seconds: number): Promise<Most> {
  const lines = [`wrk.path = "${PAGE}"`, `wrk.headers["Host"] = "${new URL(PAGE).host}"`];
  if (!kept) lines.push('wrk.headers["Connection"] = "close"');
  await way.node.write('/etc/wrk.lua', `${lines.join('\n')}\n`);
  const options = ['-t1', `-c${CONNECTIONS}`, `-d${seconds}`, '-s', '/etc/wrk.lua'];
  const command = ['wrk', ...options, `http://${way.address}:${way.port}/`];
  const before = { squid: squidOf(way), haproxy: haproxyOf(way), busy: busy(), time: performance.now() };
  const result = await way.node.must(command, { timeout: (seconds + 30) * 1000 });
  const cores = (busy() - before.busy) / (performance.now() - before.time);
  const number = (pattern: RegExp) => Number(pattern.exec(result)?.[1] ?? 0);
  const socket = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(result)?.slice(1) ?? [];
  const answers = number(/(\d+) requests in/);
  return {
    rate: number(/Requests\/sec:\s+([\d.]+)/),
    errors: number(/Non-2xx or 3xx responses: (\d+)/) + socket.reduce((sum, count) => sum + Number(count), 0),
    squid: (squidOf(way).cpu - before.squid.cpu) / answers,
    haproxy: (haproxyOf(way).cpu - before.haproxy.cpu) / answers,
    cores,
  };
}

export async function constantRate(way: Way, kept: boolean, rate: number, seconds: number): Promise<Load> {
  const args = [way.address, way.port, PAGE, rate, seconds, kept ? CONNECTIONS : 0].map(String);
  const command = scriptCommand(join(__dirname, '_load.ts'), ...args);
  return JSON.parse(await way.node.must(command, { timeout: (seconds + 60) * 1000 })) as Load;
}

export interface Tunnels extends Opened {
  /** `dropped` and so on, of those that were open. */
  readonly held: Held;
  /** MiB before there were any, and with all of them open. */
  readonly squid: readonly [before: number, open: number];
  readonly haproxy: readonly [before: number, open: number];
}

let runs = 0;

export async function tunnels(way: Way, count: number, perSecond: number, hold: number): Promise<Tunnels> {
  const name = `tunnels-${++runs}`;
  const line = async <T>(index: number, timeout: number) => {
    const lines = async () => way.node.log(`${name}.log`).split('\n').slice(0, -1)[index];
    return JSON.parse(await waitFor(`${way.title}: tunnels`, lines, { timeout })) as T;
  };
  const before = { squid: squidOf(way).memory, haproxy: haproxyOf(way).memory };
  const args = [way.address, way.port, `${ECHO.name}:443`, count, perSecond, hold].map(String);
  const daemon = await way.node.start(name, scriptCommand(join(__dirname, '_tunnels.ts'), ...args));
  const opened = await line<Opened>(0, 120_000);
  await sleep((hold * 1000) / 2);
  const squid = [before.squid, squidOf(way).memory] as const;
  const haproxy = [before.haproxy, haproxyOf(way).memory] as const;
  const held = await line<Held>(1, hold * 1000 + 60_000);
  await daemon.stop();
  return { ...opened, held, squid, haproxy };
}

const NONE: Usage = { cpu: 0, memory: 0 };
const sum = (a: Usage, b: Usage): Usage => ({ cpu: a.cpu + b.cpu, memory: a.memory + b.memory });

function squidOf({ proxies }: Way): Usage {
  return proxies.map((host) => usageOf(host, 'squid')).reduce(sum, NONE);
}

/** The gateway's, on the node. */
function haproxyOf(way: Way): Usage {
  return way.name === 'gateway' ? usageOf(way.node, 'haproxy') : NONE;
}
