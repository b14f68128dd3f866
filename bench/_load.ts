/**
 * Asks for a page at a constant rate, however long the answers take, and prints what became of it as a line of JSON. Each
 * latency counts from the moment at which its request was due, so that no delay, the generator's own included, is left out.
 * Arguments: address and port to ask, URL, requests per second, seconds, and how many connections are kept alive and shared
 * (0: each request has a new one).
 */
import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { percentile } from './_percentile';

export interface Load {
  readonly asked: number;
  readonly answered: number;
  /** Why the others were not answered with 200 → how many. */
  readonly errors: Readonly<Record<string, number>>;
  /** Answers per second. */
  readonly rate: number;
  /** Milliseconds. */
  readonly median: number;
  readonly p99: number;
  /** Milliseconds from the moment at which a request was due until the generator turned to it, at 99 %. */
  readonly late: number;
  /** Of one core, what the generator took. */
  readonly cpu: number;
}

/** Milliseconds after which a request counts as lost. */
const TIMEOUT = 5000;

/** Milliseconds at the begin that do not count: connections are opened, code is compiled. */
const WARM_UP = 2000;

/** Moments a second at which requests are due, at most: each costs the machine something. At a higher rate several are due. */
const MOMENTS = 2000;

/** Milliseconds on a clock that all threads share. */
function now(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}

/** Timers know whole milliseconds only, so a thread waits for each moment. */
const METRONOME = `
${now.toString()}
const { parentPort, workerData: { begin, every, moments } } = require('node:worker_threads');
const cell = new Int32Array(new SharedArrayBuffer(4));
for (let i = 0; i < moments; i++) {
  const due = begin + i * every;
  for (let left = due - now(); left > 0; left = due - now()) Atomics.wait(cell, 0, 0, left);
  parentPort.postMessage(due);
}`;

const [address = '', port = '', url = '', perSecond = '', seconds = '', shared = '0'] = process.argv.slice(2);

type Done = (error?: string) => void;

/** A connection, and the request on it. */
class Line {
  private readonly socket: Socket;
  private answer = '';
  private done: Done | undefined;

  constructor(private readonly request: string) {
    this.socket = connect({ host: address, port: Number(port), noDelay: true });
    this.socket.on('data', (chunk: Buffer) => this.read(chunk.toString('latin1')));
    this.socket.on('error', (error: NodeJS.ErrnoException) => this.finish(error.code ?? error.message));
    this.socket.on('close', () => this.finish('closed without an answer'));
  }

  get isOpen(): boolean {
    return this.socket.writable;
  }

  ask(done: Done): void {
    const timer = setTimeout(() => this.end('no answer in time'), TIMEOUT);
    this.answer = '';
    this.done = (error) => {
      clearTimeout(timer);
      done(error);
    };
    this.socket.write(this.request);
  }

  end(why: string): void {
    this.finish(why);
    this.socket.destroy();
  }

  /** It does not close by itself: that is up to who serves, as after any `Connection: close`. */
  private read(text: string): void {
    this.answer += text;
    const head = this.answer.indexOf('\r\n\r\n');
    if (head < 0) return;
    const [, length = '0'] = /\r\ncontent-length: (\d+)/i.exec(this.answer.slice(0, head)) ?? [];
    if (this.answer.length < head + 4 + Number(length)) return;
    const status = this.answer.slice(9, 12);
    this.finish(status === '200' ? undefined : `answered with ${status}`);
  }

  private finish(error?: string): void {
    const { done } = this;
    this.done = undefined;
    done?.(error);
  }
}

interface Asker {
  ask(done: Done): void;
  end(): void;
}

function newEachTime(): Asker {
  const open = new Set<Line>();
  return {
    ask(done) {
      const line = new Line(requestOf('Connection: close\r\n'));
      open.add(line);
      line.ask((error) => {
        open.delete(line);
        done(error);
      });
    },
    end: () => undefined,
  };
}

/** What is due while all of them are busy waits, and its time counts. */
function keptAlive(count: number): Asker {
  const lines = Array.from({ length: count }, () => new Line(requestOf()));
  const idle = [...lines];
  const waiting: Done[] = [];
  const serve = (line: Line, done: Done) =>
    line.ask((error) => {
      done(error);
      const next = line.isOpen ? line : new Line(requestOf());
      if (next !== line) lines.push(next);
      const first = waiting.shift();
      if (first) serve(next, first);
      else idle.push(next);
    });
  return {
    ask(done) {
      const line = idle.shift();
      if (line) serve(line, done);
      else waiting.push(done);
    },
    end: () => {
      for (const line of lines) line.end('the end');
    },
  };
}

function requestOf(more = ''): string {
  return `GET ${url} HTTP/1.1\r\nHost: ${new URL(url).host}\r\n${more}\r\n`;
}

async function main(): Promise<Load> {
  const each = Math.ceil(Number(perSecond) / MOMENTS);
  const moments = Math.round((Number(perSecond) * (Number(seconds) + WARM_UP / 1000)) / each);
  const begin = now() + 500;
  const from = begin + WARM_UP;
  const asker = Number(shared) > 0 ? keptAlive(Number(shared)) : newEachTime();
  const latencies: number[] = [];
  const delays: number[] = [];
  const errors: Record<string, number> = {};
  let ended = 0;
  let last = 0;
  const before = process.cpuUsage();
  const workerData = { begin, every: (1000 * each) / Number(perSecond), moments };
  const metronome = new Worker(METRONOME, { eval: true, execArgv: [], workerData });
  await new Promise<void>((resolve, reject) => {
    metronome.on('error', reject);
    metronome.on('message', (due: number) => {
      const counts = due >= from;
      for (let i = 0; i < each; i++) {
        if (counts) delays.push(now() - due);
        asker.ask((error) => {
          last = now();
          if (counts && error) errors[error] = (errors[error] ?? 0) + 1;
          if (counts && !error) latencies.push(last - due);
          if (++ended === moments * each) resolve();
        });
      }
    });
  });
  asker.end();
  const { user, system } = process.cpuUsage(before);
  return {
    asked: delays.length,
    answered: latencies.length,
    errors,
    rate: (latencies.length * 1000) / Math.max(last - from, Number(seconds) * 1000),
    median: percentile(latencies, 50),
    p99: percentile(latencies, 99),
    late: percentile(delays, 99),
    cpu: (user + system) / 1000 / (last - begin),
  };
}

if (require.main === module) void main().then((load) => process.stdout.write(`${JSON.stringify(load)}\n`));
