import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SHARED_MEMORY = '/dev/shm';

interface SquidOptions {
  /** The lines to try, for the port of `http_port`. */
  readonly text: (port: number) => string;
  /** Names that Squid can resolve, with their addresses. */
  readonly names: Readonly<Record<string, string>>;
  /** Tells this Squid from others on the machine: letters and digits. */
  readonly service: string;
}

/** A Squid on loopback that forwards nothing: what it allows ends in an error of its own. */
export class SquidProcess {
  private constructor(
    private readonly squid: ChildProcess,
    private readonly folder: string,
    private readonly service: string,
    readonly port: number,
  ) {}

  static async start({ text, names, service }: SquidOptions): Promise<SquidProcess> {
    const folder = mkdtempSync(join(tmpdir(), 'squid-'));
    chmodSync(folder, 0o755);
    const hosts = Object.entries(names).map(([name, address]) => `${address} ${name}\n`);
    writeFileSync(join(folder, 'hosts'), hosts.join(''));
    const port = await freePort();
    const lines = [
      text(port),
      `hosts_file ${folder}/hosts`,
      'never_direct allow all',
      'dns_nameservers 127.0.0.1',
      'dns_timeout 1 seconds',
      'dns_retransmit_interval 300 milliseconds',
      'visible_hostname proxy.test',
      'pid_filename none',
      'access_log none',
      'cache_log /dev/null',
      'cache deny all',
      'coredump_dir none',
      'pinger_enable off',
    ];
    const file = join(folder, 'squid.conf');
    writeFileSync(file, `${lines.join('\n')}\n`);
    const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
    const squid = spawn('squid', ['-N', '-n', service, '-f', file], { env, stdio: 'ignore' });
    const started = new SquidProcess(squid, folder, service, port);
    while (!(await answers(port))) {
      if (squid.exitCode !== null) {
        await started.stop();
        throw new Error(`squid ended with ${squid.exitCode}: ${text(port)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return started;
  }

  /**
   * Sends a request without a body.
   *
   * @param localAddress address of the client
   * @param lines the request line and the headers
   * @returns all that Squid answers, until it ends the connection
   */
  exchange(localAddress: string, lines: readonly string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port: this.port, localAddress });
      let text = '';
      socket.on('data', (data) => {
        text += data;
      });
      // What Squid does not end is an answer too: the headers are what counts.
      socket.setTimeout(20_000, () => socket.destroy());
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
      socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    });
  }

  async stop(): Promise<void> {
    if (this.squid.exitCode === null) {
      const ended = new Promise((resolve) => this.squid.once('exit', resolve));
      this.squid.kill('SIGKILL');
      await ended;
    }
    rmSync(this.folder, { recursive: true });
    // What Squid shares in memory has the service's name, and outlives a kill.
    for (const name of existsSync(SHARED_MEMORY) ? readdirSync(SHARED_MEMORY) : []) {
      if (name.startsWith(`${this.service}-`)) rmSync(join(SHARED_MEMORY, name));
    }
  }
}

/** The code of the error page in an answer of Squid; empty if there is none. */
export function squidError(answer: string): string {
  return answer.match(/^X-Squid-Error: (\S+)/m)?.[1] ?? '';
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
