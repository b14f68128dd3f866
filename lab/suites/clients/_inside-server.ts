/** What is inside: answers HTTP/1 and HTTP/2 on port 8080 of all addresses, and prints the path of each request. */
import { createServer as createHttp1 } from 'node:http';
import { createServer as createHttp2 } from 'node:http2';
import { type AddressInfo, connect, createServer } from 'node:net';

const answer = (path: string | undefined, response: { end(text: string): unknown }) => {
  process.stdout.write(`${path}\n`);
  response.end('inside\n');
};
const http1 = createHttp1((request, response) => answer(request.url, response)).listen(0, '127.0.0.1');
const http2 = createHttp2((request, response) => answer(request.url, response)).listen(0, '127.0.0.1');

createServer((socket) => {
  socket.on('error', () => undefined);
  socket.once('data', (first) => {
    const { port } = (first.toString('latin1').startsWith('PRI ') ? http2 : http1).address() as AddressInfo;
    const server = connect(port, '127.0.0.1').on('error', () => socket.destroy());
    server.write(first);
    socket.pipe(server).pipe(socket);
  });
}).listen(8080, '0.0.0.0');
