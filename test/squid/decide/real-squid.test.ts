import { spawnSync } from 'node:child_process';
import { SquidProcess, squidError } from '../../../lab/suites/proxy/_squid-process';
import { decide, parse, type SquidRequest } from '../../../lib/squid';
import { explained } from './_explained';

const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
const major = Number(spawnSync('squid', ['-v'], { env, encoding: 'utf8' }).stdout?.match(/Version (\d+)/)?.[1] ?? 0);
const wanted = major > 0 || process.env.CI === 'true';
const version = (major >= 5 && major <= 7 ? major : 6) as 5 | 6 | 7;

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
async function ask(squid: SquidProcess, request: SquidRequest): Promise<boolean> {
  const host = `${request.host}:${request.port}`;
  const target = request.method === 'CONNECT' ? host : `http://${host.replace(/:80$/, '')}${request.path}`;
  const lines = [`${request.method} ${target} HTTP/1.1`, `Host: ${host}`, 'Content-Length: 0', 'Connection: close'];
  const answer = await squid.exchange(request.src, lines);
  const error = squidError(answer);
  if (error === 'ERR_ACCESS_DENIED') return false;
  // With all ways out closed it goes nowhere; which of the two is said depends on the method.
  if (error === 'ERR_CANNOT_FORWARD' || error === 'ERR_READ_ERROR') return true;
  throw new Error(`${target}: ${answer.slice(0, 300)}`);
}

(wanted ? describe : describe.skip)(`decides as Squid ${major || ''} does`, () => {
  let squid: SquidProcess | undefined;

  afterEach(() => squid?.stop());

  it.each(Array.from({ length: 20 }, (_, i) => i + 1))(
    'with the access lines of seed %i',
    async (seed) => {
      const text = [...ACLS, ...accessLines(seed)].join('\n');
      const running = await SquidProcess.start({
        text: (port) => `${text}\nhttp_port 127.0.0.1:${port}`,
        names: NAMES,
        service: `decide${process.pid}`,
      });
      squid = running;
      const config = parse('/squid.conf', text, { version });
      const explain = explained(text, version);
      for (const request of REQUESTS) {
        const resolved = {
          ...request,
          dstAddresses: NAMES[request.host] ? [NAMES[request.host] as string] : undefined,
        };
        const ours = decide(config, resolved);
        const theirs = await ask(running, request);
        expect({ text, request, allowed: ours.allowed }).toEqual({ text, request, allowed: theirs });
        const verdict = theirs ? 'allowed' : 'denied';
        expect({ text, request, explained: explain(resolved) }).toEqual({ text, request, explained: verdict });
      }
    },
    60_000,
  );
});
