/**
 * Partners that speak no HTTP: mail with STARTTLS and PostgreSQL with TLS, each with the certificate of its own name. Each names
 * the address that it sees. What to serve comes as JSON on the command line.
 */
import { readFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';

interface Order {
  readonly address: string;
  readonly kind: 'smtp' | 'postgres';
  readonly port: number;
  /** Files of its certificate, without `.crt` and `.key`. */
  readonly certificate: string;
}

/** Bytes with which a client of PostgreSQL asks for TLS: a length of 8, and a number. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

type Secure = (socket: Socket) => TLSSocket;

function smtp(socket: Socket, secure: Secure): void {
  const seen = socket.remoteAddress;
  const talk = (channel: Socket, isSecure: boolean) => {
    let isData = false;
    channel.on('data', (chunk: Buffer) => {
      for (const line of chunk.toString().split('\r\n').slice(0, -1)) {
        if (isData) {
          isData = line !== '.';
          if (!isData) channel.write(`250 seen ${seen}\r\n`);
        } else if (/^EHLO/i.test(line)) channel.write(isSecure ? '250 partner\r\n' : '250-partner\r\n250 STARTTLS\r\n');
        else if (/^STARTTLS/i.test(line)) {
          channel.removeAllListeners('data');
          channel.write('220 go on\r\n', () => talk(secure(channel), true));
        } else if (!isSecure) channel.write('530 STARTTLS first\r\n');
        else if (/^DATA/i.test(line)) {
          isData = true;
          channel.write('354 go on\r\n');
        } else if (/^QUIT/i.test(line)) channel.end('221 bye\r\n');
        else channel.write('250 fine\r\n');
      }
    });
    channel.on('error', () => channel.destroy());
  };
  socket.write('220 partner\r\n');
  talk(socket, false);
}

function postgres(socket: Socket, secure: Secure): void {
  const seen = socket.remoteAddress;
  socket.on('error', () => socket.destroy());
  socket.once('data', (chunk: Buffer) => {
    if (!chunk.equals(SSL_REQUEST)) return socket.end();
    socket.write('S', () => {
      const channel = secure(socket);
      channel.on('error', () => channel.destroy());
      // Whoever it is, it is refused, and told why.
      channel.once('data', () => {
        const fields = Buffer.from(`SFATAL\0C28000\0Mseen ${seen}\0\0`);
        const length = Buffer.alloc(4);
        length.writeUInt32BE(fields.length + 4);
        channel.end(Buffer.concat([Buffer.from('E'), length, fields]));
      });
    });
    return undefined;
  });
}

const orders = JSON.parse(process.argv[2] ?? '[]') as Order[];
for (const { address, kind, port, certificate } of orders) {
  const secureContext = createSecureContext({
    cert: readFileSync(`${certificate}.crt`),
    key: readFileSync(`${certificate}.key`),
  });
  const secure: Secure = (socket) => new TLSSocket(socket, { isServer: true, secureContext });
  const serve = kind === 'smtp' ? smtp : postgres;
  createServer((socket) => serve(socket, secure)).listen(port, address, () =>
    process.stdout.write(`${kind} listens\n`),
  );
}
