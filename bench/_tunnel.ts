/**
 * Opens a tunnel by a proxy and says nothing in it; prints `open`, and the moment at which it was cut, in milliseconds
 * since 1970. Arguments: address and port of the proxy, the name to go to.
 */
import { connect } from 'node:net';

const [address = '', port = '', name = ''] = process.argv.slice(2);
const socket = connect({ host: address, port: Number(port) });
socket.on('connect', () => socket.write(`CONNECT ${name}:443 HTTP/1.1\r\nHost: ${name}:443\r\n\r\n`));
socket.once('data', () => process.stdout.write('open\n'));
socket.on('error', () => undefined);
socket.on('close', () => process.stdout.write(`${performance.timeOrigin + performance.now()}\n`));
