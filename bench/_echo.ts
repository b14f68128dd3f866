/** Tells whoever connects the address that it sees, and then sends back whatever comes. Arguments: address, port. */
import { createServer } from 'node:net';

const [host = '', port = ''] = process.argv.slice(2);
const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => undefined);
  socket.write(`${socket.remoteAddress}\n`);
  socket.pipe(socket);
});
server.listen({ host, port: Number(port), backlog: 4096 }, () => process.stdout.write('listening\n'));
