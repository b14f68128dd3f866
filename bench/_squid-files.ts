/** A squid.conf in one of several sizes. */
export interface Generated {
  readonly name: string;
  /** The files by name, the squid.conf first, as they are written into a folder. */
  files(folder: string): Readonly<Record<string, string>>;
}

const HEAD = `http_port 127.0.0.1:3128
acl SSL_ports port 443
acl Safe_ports port 80 443
acl office src 10.0.0.0/24
http_access deny !Safe_ports
http_access deny CONNECT !SSL_ports
`;

function count<T>(length: number, make: (index: number) => T): readonly T[] {
  return Array.from({ length }, (_, index) => make(index));
}

/** Allow lines with a list each, and some sources. */
function matrix(lines: number, sources: number): Generated {
  const text = [
    ...count(lines, (i) => `acl l${i} dstdomain -n ${count(20, (k) => `.h${k}.d${i}.example`).join(' ')}`),
    ...count(sources, (i) => `acl s${i} src 10.${i}.0.0/24`),
    ...count(lines, (i) => `http_access allow s${i % sources} l${i}`),
  ];
  return {
    name: `${lines} allow lines × ${lines} lists × ${sources} sources`,
    files: () => ({ 'squid.conf': `${HEAD}${text.join('\n')}\nhttp_access deny all\n` }),
  };
}

function list(name: string, type: string, values: () => readonly string[]): Generated {
  return {
    name,
    files: (folder) => ({
      'squid.conf': `${HEAD}acl big ${type} "${folder}/list"\nhttp_access allow office big\nhttp_access deny all\n`,
      list: `${values().join('\n')}\n`,
    }),
  };
}

/** Each group names the one before three times. */
function nested(depth: number): Generated {
  const groups = count(depth, (i) => `acl g${i + 1} any-of g${i} g${i} !g${i}`);
  return {
    name: `any-of, nested ${depth} deep`,
    files: () => ({
      'squid.conf': `${HEAD}acl g0 src 10.0.0.2\n${groups.join('\n')}\nhttp_access allow g${depth}\nhttp_access deny all\n`,
    }),
  };
}

const hosts = (length: number) =>
  list(`${length} hosts`, 'dstdomain -n', () => count(length, (i) => `host${i}.example.com`));
const patterns = (length: number) =>
  list(`${length} patterns`, 'dstdom_regex -n', () => count(length, (i) => `(^|\\.)host${i}\\.example\\.com$`));

export const SIZES: readonly Generated[] = [
  matrix(1, 1),
  matrix(100, 30),
  matrix(200, 30),
  matrix(400, 30),
  hosts(10_000),
  hosts(100_000),
  hosts(1_000_000),
  patterns(1000),
  patterns(10_000),
  patterns(100_000),
  nested(40),
  nested(80),
];
