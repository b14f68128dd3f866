import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GeneratedRequest, NAMES } from './_generated-configs';

/** What Squid answered. */
export type Answer = 'allowed' | 'denied' | 'asked' | 'refused';

/** A Squid on loopback that goes nowhere: what it allows ends in an error of its own. */
export class LiveSquid {
  private constructor(
    private readonly squid: ChildProcess,
    private readonly folder: string,
    private readonly service: string,
    readonly port: number,
  ) {}

  /** Lines that stand above those of a configuration. */
  static head(port: number): string {
    return `http_port 127.0.0.1:${port} name=main\nauth_param basic program /usr/lib/squid/basic_fake_auth`;
  }

  static async start(text: string, number: number): Promise<LiveSquid> {
    const folder = mkdtempSync(join(tmpdir(), 'squid-'));
    chmodSync(folder, 0o755);
    const hosts = Object.entries(NAMES).map(([name, address]) => `${address} ${name}\n`);
    writeFileSync(join(folder, 'hosts'), hosts.join(''));
    const port = await freePort();
    const rest = [
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
    const head = [LiveSquid.head(port), `hosts_file ${folder}/hosts`];
    const file = join(folder, 'squid.conf');
    writeFileSync(file, `${[...head, text, ...rest].join('\n')}\n`);
    const service = `differential${process.pid}x${number}`;
    const squid = spawn('squid', ['-N', '-n', service, '-f', file], { stdio: 'ignore' });
    const live = new LiveSquid(squid, folder, service, port);
    while (!(await answers(port))) {
      if (squid.exitCode !== null) {
        await live.stop();
        throw new Error(`squid ended with ${squid.exitCode}: ${text}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return live;
  }

  async ask({ src, method, host, port, path, user, agent }: GeneratedRequest): Promise<Answer> {
    const authority = `${host}:${port}`;
    const target = method === 'CONNECT' ? authority : `http://${authority.replace(/:80$/, '')}${path}`;
    const lines = [
      `${method} ${target} HTTP/1.1`,
      `Host: ${authority}`,
      'Content-Length: 0',
      'Connection: close',
      ...(agent === undefined ? [] : [`User-Agent: ${agent}`]),
      ...(user === undefined
        ? []
        : [`Proxy-Authorization: Basic ${Buffer.from(`${user}:password`).toString('base64')}`]),
    ];
    return meaning(await exchange(this.port, src, `${lines.join('\r\n')}\r\n\r\n`));
  }

  async stop(): Promise<void> {
    if (this.squid.exitCode === null) {
      const ended = new Promise((resolve) => this.squid.once('exit', resolve));
      this.squid.kill('SIGKILL');
      await ended;
    }
    rmSync(this.folder, { recursive: true });
    // What Squid shares in memory has the service's name, and outlives a kill.
    for (const name of readdirSync('/dev/shm')) {
      if (name.startsWith(`${this.service}-`)) rmSync(`/dev/shm/${name}`);
    }
  }
}

function meaning(answer: string): Answer {
  const status = answer.match(/^HTTP\/1\.1 (\d+)/)?.[1];
  const error = answer.match(/^X-Squid-Error: (\S+)/m)?.[1] ?? '';
  if (status === '407') return 'asked';
  if (status === '405') return 'refused';
  if (error === 'ERR_ACCESS_DENIED') return 'denied';
  // Allowed: the cache manager's page, an object that is not in the cache, or no way out.
  const outside = ['ERR_CANNOT_FORWARD', 'ERR_READ_ERROR', 'ERR_DNS_FAIL', 'ERR_INVALID_URL'];
  if (outside.includes(error) || status === '200' || status === '404') return 'allowed';
  throw new Error(`an answer that is not understood: ${answer.slice(0, 400)}`);
}

function exchange(port: number, localAddress: string, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, localAddress });
    let text = '';
    socket.on('data', (data) => {
      text += data;
    });
    // What Squid does not end is an answer too: the headers are what counts.
    socket.setTimeout(20_000, () => socket.destroy());
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
    socket.write(request);
  });
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
