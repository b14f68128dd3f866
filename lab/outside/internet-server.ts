/**
 * The web of the lab: answers whoever asks with the address that the request came from, as ifconfig.me does, and prints
 * a line of JSON for each request. Runs in the internet's network; takes what it serves from a socket.
 */
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { ServeOrder, WebRequest } from './internet';

const contexts = new Map<string, SecureContext>();
const listening = new Set<string>();

function answer(port: number, tls: boolean): RequestListener {
  return (request, response) => {
    const client = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    let bodyBytes = 0;
    request.on('data', (chunk: Buffer) => {
      bodyBytes += chunk.length;
    });
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const line: WebRequest = {
        time: new Date().toISOString(),
        client,
        port,
        tls,
        host: headers.host ?? '',
        method,
        path,
        headers,
        bodyBytes,
      };
      process.stdout.write(`${JSON.stringify(line)}\n`);
      response.setHeader('content-type', 'text/plain');
      response.end(`${client}\n`);
    });
  };
}

function listen(address: string, port: number, tls: boolean): Promise<void> {
  const key = `${address}:${port}`;
  if (listening.has(key)) return Promise.resolve();
  listening.add(key);
  const SNICallback = (name: string, done: (error: Error | null, context?: SecureContext) => void) =>
    done(null, contexts.get(name) ?? [...contexts.values()][0]);
  const server = tls ? createTlsServer({ SNICallback }, answer(port, tls)) : createServer(answer(port, tls));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, resolve);
  });
}

async function serve(order: ServeOrder): Promise<void> {
  contexts.set(order.name, createSecureContext({ cert: order.certificate, key: order.key }));
  for (const port of order.http) await listen(order.address, port, false);
  for (const port of order.https) await listen(order.address, port, true);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const control = createServer(async (request, response) => {
  try {
    await serve(JSON.parse(await bodyOf(request)) as ServeOrder);
    response.end();
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
});
control.on('connection', (socket: Socket) => socket.setNoDelay(true));
control.listen(process.argv[2]);
