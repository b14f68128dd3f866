/**
 * Opens tunnels by a proxy, holds them while each sends a few bytes now and then that must come back, and prints two lines of
 * JSON: when all are open, and at the end. Arguments: address and port of the proxy, HOST:PORT to reach, how many tunnels,
 * how many a second (0: all at once), seconds to hold them.
 */
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from './_percentile';

export interface Opened {
  readonly open: number;
  /** Why the others are not open → how many. */
  readonly errors: Readonly<Record<string, number>>;
  /** Address that the other end sees → how many. */
  readonly seen: Readonly<Record<string, number>>;
  /** From the first connection to the last tunnel. */
  readonly seconds: number;
  /** Milliseconds that a tunnel took. */
  readonly median: number;
  readonly p99: number;
  readonly longest: number;
}

export interface Held {
  /** Closed before the end. */
  readonly dropped: number;
  readonly sent: number;
  readonly returned: number;
  /** Milliseconds until the bytes were back. */
  readonly median: number;
  readonly p99: number;
}

/** Milliseconds after which a tunnel counts as not opened. */
const TIMEOUT = 15_000;

/** Milliseconds between two times that a tunnel sends. */
const EVERY = 5000;

const [address = '', port = '', target = '', count = '', perSecond = '', hold = ''] = process.argv.slice(2);

class Tunnel {
  private readonly begun = performance.now();
  private readonly socket: Socket;
  private text = '';
  private sentAt = 0;
  sent = 0;
  error?: string;
  /** Milliseconds; undefined: not open. */
  took?: number;
  seen?: string;
  readonly latencies: number[] = [];
  readonly settled: Promise<void>;

  constructor() {
    this.socket = connect({ host: address, port: Number(port), noDelay: true });
    this.socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`);
    this.settled = new Promise((resolve) => {
      const timer = setTimeout(() => this.socket.destroy(new Error('not open in time')), TIMEOUT);
      const settle = () => {
        clearTimeout(timer);
        resolve();
      };
      this.socket.on('error', (error: NodeJS.ErrnoException) => {
        this.error ??= error.code ?? error.message;
      });
      this.socket.on('close', () => {
        this.error ??= this.text.split('\r\n')[0] || 'closed';
        settle();
      });
      this.socket.on('data', (chunk: Buffer) => {
        this.text += chunk.toString('latin1');
        if (this.took === undefined) this.opens(settle);
        else this.returns();
      });
    });
  }

  send(): void {
    if (this.error) return;
    this.sent++;
    this.sentAt = performance.now();
    this.socket.write('ping\n');
  }

  end(): void {
    this.socket.destroy();
  }

  private opens(settle: () => void): void {
    const [all, seen] = /^HTTP\/1\.1 200 [\s\S]*?\r\n\r\n(\S+)\n/.exec(this.text) ?? [];
    if (!all) return;
    this.took = performance.now() - this.begun;
    this.seen = seen;
    this.text = '';
    settle();
  }

  private returns(): void {
    if (this.text !== 'ping\n') return;
    this.text = '';
    this.latencies.push(performance.now() - this.sentAt);
  }
}

const print = (line: Opened | Held) => process.stdout.write(`${JSON.stringify(line)}\n`);

function countOf(values: readonly (string | undefined)[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) if (value) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

async function open(): Promise<Tunnel[]> {
  const begun = performance.now();
  const tunnels: Tunnel[] = [];
  while (tunnels.length < Number(count)) {
    const due = Number(perSecond) ? ((performance.now() - begun) / 1000) * Number(perSecond) : Number(count);
    while (tunnels.length < Math.min(due, Number(count))) tunnels.push(new Tunnel());
    await sleep(1);
  }
  await Promise.all(tunnels.map(({ settled }) => settled));
  const took = tunnels.flatMap((tunnel) => tunnel.took ?? []);
  print({
    open: tunnels.filter(({ error }) => !error).length,
    errors: countOf(tunnels.map(({ error }) => error)),
    seen: countOf(tunnels.map(({ seen }) => seen)),
    seconds: (performance.now() - begun) / 1000,
    median: percentile(took, 50),
    p99: percentile(took, 99),
    longest: Math.max(...took),
  });
  return tunnels.filter(({ error }) => !error);
}

async function main(): Promise<void> {
  const tunnels = await open();
  const rounds = Math.floor((Number(hold) * 1000) / EVERY);
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now();
    for (const [index, tunnel] of tunnels.entries()) {
      const due = begun + (index / tunnels.length) * EVERY;
      if (due > performance.now()) await sleep(due - performance.now());
      tunnel.send();
    }
  }
  await sleep(EVERY);
  const latencies = tunnels.flatMap((tunnel) => tunnel.latencies);
  print({
    dropped: tunnels.filter(({ error }) => error).length,
    sent: tunnels.reduce((sum, { sent }) => sum + sent, 0),
    returned: latencies.length,
    median: percentile(latencies, 50),
    p99: percentile(latencies, 99),
  });
  for (const tunnel of tunnels) tunnel.end();
}

if (require.main === module) void main();
