/**
 * A client of a proxy: opens tunnels, sends ClientHellos or other bytes as its orders say, and prints what it saw. Orders come
 * as a JSON list on stdin, answers go as one to stdout.
 */
import { readFileSync } from 'node:fs';
import { connect as connectTcp, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls, type TLSSocket } from 'node:tls';

export interface TunnelOrder {
  readonly proxy: { readonly address: string; readonly port: number };
  /** Client certificate and authority for a proxy that speaks TLS, as PEM. */
  readonly identity?: { readonly cert: string; readonly key: string; readonly ca: string };
  readonly host: string;
  /** Default: 443. */
  readonly port?: number;
  /** Further headers of the CONNECT request. */
  readonly headers?: readonly string[];
  /** Name in the ClientHello; empty: none. Undefined: no TLS. */
  readonly sni?: string;
  readonly alpn?: readonly string[];
  /** `bytes`: in packets of 40 bytes; `records`: in TLS records of 40 bytes; `ech`: with an encrypted ClientHello. */
  readonly hello?: 'bytes' | 'records' | 'ech';
  /** Without TLS: what is sent, as text. Default: nothing. */
  readonly text?: string;
  /** How long to wait for an answer within the tunnel. Default: 4000. */
  readonly milliseconds?: number;
}

export interface TunnelAnswer {
  /** Status line of the proxy's answer to CONNECT. */
  readonly status: string;
  /** Squid's code of the error page. */
  readonly error: string;
  /** Subject of the certificate that came within the tunnel; empty: none. */
  readonly subject: string;
  readonly alpn?: string;
  /** What came within the tunnel, up to 200 characters; of TLS the answer to a request. */
  readonly body: string;
  /** How it ended: `closed` by the other side, `open`, or an error's code. */
  readonly end: string;
}

async function run(order: TunnelOrder): Promise<TunnelAnswer> {
  const socket = await reach(order);
  const { host, port = 443, headers = [] } = order;
  socket.write([`CONNECT ${host}:${port} HTTP/1.1`, `Host: ${host}:${port}`, ...headers, '', ''].join('\r\n'));
  const head = await readHead(socket);
  const [status = ''] = head.split('\r\n');
  const error = /^X-Squid-Error: (\S+)/m.exec(head)?.[1] ?? '';
  if (!status.includes(' 200 ')) return { status, error, subject: '', body: '', end: 'refused' };
  return { status, error, ...(order.sni === undefined ? await plain(socket, order) : await secured(socket, order)) };
}

function reach({ proxy, identity }: TunnelOrder): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const { address: host, port } = proxy;
    const socket = identity
      ? connectTls({ host, port, ...identity, checkServerIdentity: () => undefined }, () => resolve(socket))
      : connectTcp({ host, port }, () => resolve(socket));
    socket.once('error', reject);
  });
}

function readHead(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const done = () => {
      socket.off('data', read);
      resolve(text);
    };
    const read = (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (text.includes('\r\n\r\n')) done();
    };
    socket.on('data', read);
    socket.once('close', done);
  });
}

async function plain(socket: Socket, { text, milliseconds = 4000 }: TunnelOrder) {
  let body = '';
  let end = 'open';
  socket.on('data', (chunk: Buffer) => {
    body += chunk.toString('latin1');
  });
  socket.on('close', () => {
    end = 'closed';
  });
  if (text !== undefined) socket.write(text, 'latin1');
  for (const until = Date.now() + milliseconds; Date.now() < until && end === 'open' && body === ''; ) await sleep(20);
  socket.destroy();
  return { subject: '', body: body.slice(0, 200), end };
}

function secured(socket: Socket, order: TunnelOrder): Promise<Omit<TunnelAnswer, 'status' | 'error'>> {
  const { sni = '', alpn = [], milliseconds = 4000, host } = order;
  const wire = order.hello ? reframed(socket, order.hello) : { stream: socket, raw: () => '' };
  return new Promise((resolve) => {
    let subject = '';
    let body = '';
    const tls: TLSSocket = connectTls({
      socket: wire.stream as Socket,
      servername: sni,
      ALPNProtocols: [...alpn],
      rejectUnauthorized: false,
    });
    const finish = (end: string) => {
      clearTimeout(timer);
      // An answer to a ClientHello that was changed on its way does not complete a handshake.
      resolve({ subject, alpn: tls.alpnProtocol || undefined, body: body.slice(0, 200) || wire.raw(), end });
      socket.destroy();
    };
    const timer = setTimeout(() => finish('open'), milliseconds);
    tls.once('secureConnect', () => {
      subject = String(tls.getPeerCertificate().subject.CN);
      tls.write(`GET /in-the-tunnel HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    });
    tls.on('data', (chunk: Buffer) => {
      body += chunk.toString('latin1');
    });
    tls.once('error', (error: NodeJS.ErrnoException) => finish(error.code ?? error.message));
    tls.once('close', () => finish('closed'));
  });
}

/** The socket, but the first thing that is written to it, the ClientHello, is sent in another shape. */
function reframed(socket: Socket, shape: NonNullable<TunnelOrder['hello']>) {
  let first = true;
  let seen = '';
  const stream = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _, done) => {
      const pieces = first ? shapes[shape](chunk) : [chunk];
      first = false;
      void (async () => {
        for (const piece of pieces) {
          socket.write(piece);
          await sleep(10);
        }
        done();
      })();
    },
    final: (done) => {
      socket.end();
      done();
    },
  });
  socket.on('data', (chunk: Buffer) => {
    if (seen === '') seen = kindOf(chunk);
    stream.push(chunk);
  });
  socket.on('close', () => stream.push(null));
  socket.on('error', (error) => stream.destroy(error));
  return { stream, raw: () => seen };
}

function kindOf(chunk: Buffer): string {
  return chunk[0] === 0x16 && chunk[5] === 2 ? 'ServerHello' : `record ${chunk[0]}`;
}

const shapes = {
  bytes: (hello: Buffer) => cut(hello, 40),
  records: (hello: Buffer) => cut(hello.subarray(5), 40).map((piece) => Buffer.concat([head(0x16, piece), piece])),
  ech: (hello: Buffer) => [withEch(hello)],
};

function cut(bytes: Buffer, length: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / length) }, (_, index) =>
    bytes.subarray(index * length, (index + 1) * length),
  );
}

function head(type: number, content: Buffer): Buffer {
  return Buffer.from([type, 3, 1, content.length >> 8, content.length & 255]);
}

/** With an extension as clients that encrypt their ClientHello send it: a cipher, a key and bytes that nobody here can read. */
function withEch(hello: Buffer): Buffer {
  const content = Buffer.concat([
    Buffer.from('0000010001aa0020', 'hex'),
    Buffer.alloc(32, 7),
    Buffer.from('0090', 'hex'),
  ]);
  const payload = Buffer.concat([content, Buffer.alloc(144, 9)]);
  const extension = Buffer.concat([Buffer.from('fe0d', 'hex'), length16(payload), payload]);
  const body = hello.subarray(9);
  const session = 34 + 1 + (body[34] ?? 0);
  const ciphers = session + 2 + body.readUInt16BE(session);
  const extensions = ciphers + 1 + (body[ciphers] ?? 0);
  const all = Buffer.concat([body.subarray(extensions + 2), extension]);
  const changed = Buffer.concat([body.subarray(0, extensions), length16(all), all]);
  const message = Buffer.concat([Buffer.from([1, 0]), length16(changed), changed]);
  return Buffer.concat([head(0x16, message), message]);
}

function length16(bytes: Buffer): Buffer {
  return Buffer.from([bytes.length >> 8, bytes.length & 255]);
}

async function runAll(orders: readonly TunnelOrder[]): Promise<readonly TunnelAnswer[]> {
  const answers: TunnelAnswer[] = [];
  let next = 0;
  const work = async () => {
    for (let at = next++; at < orders.length; at = next++) {
      answers[at] = await run(orders[at] as TunnelOrder).catch(({ message: error }: Error) => ({
        ...{ status: '', error, subject: '', body: '', end: 'error' },
      }));
    }
  };
  await Promise.all(Array.from({ length: 6 }, work));
  return answers;
}

runAll(JSON.parse(readFileSync(0, 'utf8')) as TunnelOrder[]).then((answers) =>
  // What is still open is left.
  process.stdout.write(`${JSON.stringify(answers)}\n`, () => process.exit(0)),
);
