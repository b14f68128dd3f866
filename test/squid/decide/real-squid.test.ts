import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decide, parse, type SquidRequest } from '../../../lib/squid';

const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
const major = Number(spawnSync('squid', ['-v'], { env, encoding: 'utf8' }).stdout?.match(/Version (\d+)/)?.[1] ?? 0);
const wanted = major > 0 || process.env.CI === 'true';
const version = (major >= 5 && major <= 7 ? major : 6) as 5 | 6 | 7;

/** What Squid shares in memory has the service’s name, and outlives a kill. */
const SERVICE = `decide${process.pid}`;

const NAMES: Readonly<Record<string, string>> = {
  'www.example.com': '203.0.113.9',
  'example.com': '203.0.113.9',
  'rebound.example.com': '10.1.2.3',
  'other.test': '198.51.100.7',
  'notexample.com': '198.51.100.8',
  'metadata.test': '169.254.42.42',
};

const ACLS = [
  'acl near src 127.0.0.2',
  'acl range src 127.0.0.2-127.0.0.3/32',
  'acl web port 80 443',
  'acl tls port 443',
  'acl read method GET HEAD',
  'acl http proto HTTP',
  'acl sites dstdomain -n .example.com',
  'acl host dstdomain -n example.com',
  String.raw`acl pattern dstdom_regex -n -i ^WWW\.[a-z]+\.com$`,
  'acl query url_regex ^http://[^/]+/secret',
  'acl private dst 10.0.0.0/8 169.254.0.0/16 fc00::/7',
  'acl named dst -n 10.0.0.0/8',
  'acl either any-of near pattern',
  'acl both all-of read !private',
];
const TERMS = [
  'near',
  'range',
  'web',
  'tls',
  'read',
  'http',
  'sites',
  'host',
  'pattern',
  'query',
  'private',
  'named',
  'either',
  'both',
];
const PREDEFINED = ['all', 'manager', 'localhost', 'to_localhost', 'CONNECT'];

const REQUESTS: readonly SquidRequest[] = ['127.0.0.1', '127.0.0.2', '127.0.0.3'].flatMap((src) => [
  ...[...Object.keys(NAMES), '10.9.8.7', '[fd00:42::42]', '127.0.0.1'].flatMap((host) => [
    { src, method: 'GET', host, port: 80, path: '/secret' },
    { src, method: 'POST', host, port: 8080, path: '/' },
    { src, method: 'CONNECT', host, port: 443 },
  ]),
]);

/** The same sequence on every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
}

function accessLines(seed: number): string[] {
  const next = numbers(seed);
  const pool = [...TERMS, ...PREDEFINED];
  return Array.from({ length: 7 }, () => {
    const terms = Array.from({ length: 1 + next(3) }, () => `${next(3) === 0 ? '!' : ''}${pool[next(pool.length)]}`);
    return `http_access ${next(2) === 0 ? 'allow' : 'deny'} ${terms.join(' ')}`;
  });
}

/** What Squid allows it then cannot forward, since all of its ways out are closed: that tells the two apart. */
async function ask(port: number, request: SquidRequest): Promise<boolean> {
  const host = `${request.host}:${request.port}`;
  const target = request.method === 'CONNECT' ? host : `http://${host.replace(/:80$/, '')}${request.path}`;
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, localAddress: request.src });
    let text = '';
    socket.on('data', (data) => {
      text += data;
    });
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
    socket.write(
      `${request.method} ${target} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
    );
  });
  const error = answer.match(/^X-Squid-Error: (\S+)/m)?.[1] ?? '';
  if (error === 'ERR_ACCESS_DENIED') return false;
  // With all ways out closed it goes nowhere; which of the two is said depends on the method.
  if (error === 'ERR_CANNOT_FORWARD' || error === 'ERR_READ_ERROR') return true;
  throw new Error(`${target}: ${answer.slice(0, 300)}`);
}

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

const answers = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.on('connect', () => socket.destroy() && resolve(true));
    socket.on('error', () => resolve(false));
  });

(wanted ? describe : describe.skip)(`decides as Squid ${major || ''} does`, () => {
  let folder: string;
  let squid: ChildProcess | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'squid-'));
    chmodSync(folder, 0o755);
    writeFileSync(
      join(folder, 'hosts'),
      Object.entries(NAMES)
        .map(([name, address]) => `${address} ${name}\n`)
        .join(''),
    );
  });

  afterEach(async () => {
    if (squid && squid.exitCode === null) {
      const ended = new Promise((resolve) => squid?.once('exit', resolve));
      squid.kill('SIGKILL');
      await ended;
    }
    rmSync(folder, { recursive: true });
    for (const name of existsSync('/dev/shm') ? readdirSync('/dev/shm') : []) {
      if (name.startsWith(`${SERVICE}-`)) rmSync(`/dev/shm/${name}`);
    }
  });

  it.each(Array.from({ length: 20 }, (_, i) => i + 1))(
    'with the access lines of seed %i',
    async (seed) => {
      const port = await freePort();
      const text = [...ACLS, ...accessLines(seed)].join('\n');
      const rest = [
        `http_port 127.0.0.1:${port}`,
        `hosts_file ${folder}/hosts`,
        'never_direct allow all',
        'dns_nameservers 127.0.0.1',
        'visible_hostname proxy.test',
        'pid_filename none',
        'access_log none',
        'cache_log /dev/null',
        'cache deny all',
        'coredump_dir none',
        'pinger_enable off',
      ];
      const file = join(folder, 'squid.conf');
      writeFileSync(file, `${[text, ...rest].join('\n')}\n`);
      squid = spawn('squid', ['-N', '-n', SERVICE, '-f', file], { env, stdio: 'ignore' });
      while (!(await answers(port))) {
        if (squid.exitCode !== null) throw new Error(`squid ended with ${squid.exitCode}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      const config = parse(file, text, { version });
      for (const request of REQUESTS) {
        const ours = decide(config, {
          ...request,
          dstAddresses: NAMES[request.host] ? [NAMES[request.host] as string] : undefined,
        });
        const theirs = await ask(port, request);
        expect({ text, request, allowed: ours.allowed }).toEqual({ text, request, allowed: theirs });
      }
    },
    60_000,
  );
});
