import { join } from 'node:path';

/** Where programs of this suite are. */
export interface Places {
  /** The built Go program. */
  readonly go: string;
  /** Folder with what `programs/npm` names. */
  readonly modules: string;
  /** Folder of the client's machine to write to. */
  readonly scratch: string;
}

export interface Client {
  /** As the page calls it. */
  readonly name: string;
  /** Workload whose rendered variables it gets: one with its runtime. */
  readonly workload: 'plain' | 'node' | 'java';
  /** It reads no variable, even those of a rendered pod. Default: false. */
  readonly readsNothing?: boolean;
  /** Command that prints the version. */
  readonly version: (places: Places) => readonly string[];
  /** Commands that request URLs, in this order. */
  readonly ask: (urls: readonly string[], places: Places) => readonly (readonly string[])[];
}

const PROGRAMS = join(__dirname, 'programs');

type Each = (url: string, places: Places) => readonly string[];

const each =
  (command: Each): Client['ask'] =>
  (urls, places) =>
    urls.map((url) => command(url, places));

/** A command that takes a URL, of a Debian package. */
function tool(name: string, version: readonly string[], command: Each, options: Partial<Client> = {}): Client {
  return { name, workload: 'plain', version: () => version, ask: each(command), ...options };
}

function program(name: string, workload: Client['workload'], command: (places: Places) => readonly string[]): Client {
  return { name, workload, version: command, ask: (urls, places) => [[...command(places), ...urls]] };
}

function python(name: string, library: string): Client {
  const command = ['/usr/bin/python3', join(PROGRAMS, 'fetch.py'), library];
  return program(name, 'plain', () => command);
}

function node(major: number, client: string): Client {
  const command = ({ modules }: Places) => [
    ...['env', `MODULES=${modules}`, join(modules, `node_modules/node-${major}/bin/node`)],
    ...[join(PROGRAMS, 'fetch.mjs'), client],
  ];
  return program(`Node ${major}, ${client}`, 'node', command);
}

function java(client: string): Client {
  return program(`Java, ${client}`, 'java', () => ['java', join(PROGRAMS, 'Fetch.java'), client]);
}

const PIP = ['/usr/bin/python3', '-m', 'pip'];

const sh = (script: string, ...args: readonly string[]) => ['sh', '-c', script, 'sh', ...args];

const APT =
  'echo "deb [trusted=yes] $1 ./" >"$2/a.list"; exec apt-get update -o Dir::Etc::SourceList="$2/a.list" -o Dir::Etc::SourceParts=- -o Dir::State::Lists="$2" -o Acquire::Retries=0 -o APT::Sandbox::User=root -o Acquire::http::Timeout=5';

const MAVEN = `echo "<settings><localRepository>$2/m2</localRepository><mirrors><mirror><id>m</id><mirrorOf>*</mirrorOf><url>$1</url></mirror></mirrors></settings>" >"$2/m2.xml"
rm -rf "$2/m2"; exec env MAVEN_OPTS=-XX:TieredStopAtLevel=1 mvn -B -q -s "$2/m2.xml" -Dmaven.wagon.http.ssl.insecure=true -Dmaven.wagon.http.retryHandler.count=0 help:help`;

/** Every client of the page, in its order. */
export const CLIENTS: readonly Client[] = [
  tool('curl', ['curl', '--version'], (url) => ['curl', '-s', '-m', '5', url]),
  tool('wget (GNU)', ['wget', '--version'], (url) => ['wget', '-q', '-T', '5', '-t', '1', '-O', '-', url]),
  // Not with -T: the static busybox of Debian 12 crashes with it.
  tool('wget (BusyBox)', ['busybox'], (url) => ['timeout', '5', 'busybox', 'wget', '-q', '-O', '-', url]),
  python('Python urllib', 'urllib'),
  python('Python requests', 'requests'),
  python('Python httpx', 'httpx'),
  { ...python('Python aiohttp', 'aiohttp'), readsNothing: true },
  python('Python aiohttp, trust_env', 'aiohttp_trust_env'),
  program('Go net/http', 'plain', ({ go }) => [go, 'http']),
  program('Go gRPC', 'plain', ({ go }) => [go, 'grpc']),
  node(22, 'http'),
  node(22, 'fetch'),
  node(24, 'http'),
  node(24, 'fetch'),
  node(26, 'http'),
  node(26, 'fetch'),
  { ...node(24, 'axios'), name: 'axios', workload: 'plain' },
  java('HttpURLConnection'),
  java('HttpClient'),
  tool('git', ['git', '--version'], (url) => ['git', 'ls-remote', url]),
  tool('apt', ['apt-get', '--version'], (url, { scratch }) => sh(APT, url, scratch)),
  tool('pip', [...PIP, '--version'], (url, { scratch }) => [
    ...[...PIP, '--timeout', '5', '--retries', '0', 'download', '-d', scratch, '--index-url', url],
    ...['--trusted-host', new URL(url).hostname, 'x'],
  ]),
  tool('npm', ['npm', '--version'], (url, { scratch }) => [
    ...['npm', 'view', 'x', '--registry', url, '--fetch-retries', '0', '--cache', scratch],
  ]),
  tool('Maven', ['mvn', '--version'], (url, { scratch }) => sh(MAVEN, url, scratch), {
    workload: 'java',
  }),
];
