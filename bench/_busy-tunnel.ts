/**
 * Opens a tunnel by a proxy to a site with TLS and asks for a page in it each second; prints `open` when the first answer is there, and
 * the moment of the last answer, in milliseconds since 1970, when the tunnel is cut. Arguments: address and port of the proxy, the
 * site's name.
 */
import { connect } from 'node:net';
import { connect as secure, type TLSSocket } from 'node:tls';

const [address = '', port = '', name = ''] = process.argv.slice(2);
const request = `GET /ip HTTP/1.1\r\nHost: ${name}\r\n\r\n`;
let answered: number | undefined;

function talk(inner: TLSSocket): void {
  inner.on('data', () => {
    if (answered === undefined) process.stdout.write('open\n');
    answered = performance.timeOrigin + performance.now();
  });
  inner.on('error', () => undefined);
  const timer = setInterval(() => inner.write(request), 1000);
  inner.on('close', () => {
    clearInterval(timer);
    process.stdout.write(`${answered ?? 'never'}\n`);
  });
}

const socket = connect({ host: address, port: Number(port) });
socket.on('error', () => undefined);
socket.on('connect', () => socket.write(`CONNECT ${name}:443 HTTP/1.1\r\nHost: ${name}:443\r\n\r\n`));
// Only whether the tunnel lasts is measured, so the site's certificate is not verified.
socket.once('data', () => talk(secure({ socket, servername: name, rejectUnauthorized: false })));
