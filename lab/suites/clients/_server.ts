/**
 * Answers HTTP/1 and HTTP/2, over TLS or not, and prints the caller's address and the path of each request:
 * `_server.ts KEY CERTIFICATE ADDRESS:PORT...`.
 */
import { readFileSync } from 'node:fs';
import { createServer as createHttp1 } from 'node:http';
import { createServer as createHttp2, createSecureServer } from 'node:http2';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

const [key = '', certificate = '', ...places] = process.argv.slice(2);

/** Port of the connection to one of the servers below → address that the request came from. */
const callers = new Map<number | undefined, string | undefined>();

interface Request {
  readonly url?: string;
  readonly socket: { readonly remotePort?: number };
}

const answer = ({ url, socket }: Request, response: { end(text: string): unknown }) => {
  process.stdout.write(`${callers.get(socket.remotePort)} ${url}\n`);
  response.end('here\n');
};

const tls = { allowHTTP1: true, key: readFileSync(key), cert: readFileSync(certificate) };
const servers = {
  http1: createHttp1(answer).listen(0, '127.0.0.1'),
  http2: createHttp2(answer).listen(0, '127.0.0.1'),
  tls: createSecureServer(tls, answer).listen(0, '127.0.0.1'),
};

function speaks(first: Buffer): keyof typeof servers {
  if (first[0] === 0x16) return 'tls';
  return first.toString('latin1').startsWith('PRI ') ? 'http2' : 'http1';
}

function hand(socket: Socket, first: Buffer): void {
  const { port } = servers[speaks(first)].address() as AddressInfo;
  const server = connect(port, '127.0.0.1', () => {
    callers.set(server.localPort, socket.remoteAddress?.replace(/^::ffff:/, ''));
    server.write(first);
    socket.pipe(server).pipe(socket);
  });
  server.on('error', () => socket.destroy());
}

for (const place of places) {
  const [address, port] = place.split(':');
  createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (first) => {
      socket.pause();
      hand(socket, first);
    });
  }).listen(Number(port), address);
}
