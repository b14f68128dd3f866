/** Opens tunnels to two hosts in turn, one at a time, and prints the milliseconds of each until the TLS handshake was done. */
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';

const [address = '', port = '', rounds = '', ...hosts] = process.argv.slice(2);

function open(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const socket = connect({ host: address, port: Number(port) }, () =>
      socket.write(`CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}:443\r\n\r\n`),
    );
    socket.setNoDelay(true);
    socket.once('error', reject);
    socket.once('data', (head: Buffer) => {
      if (!head.includes(' 200 ')) return reject(new Error(head.toString().split('\r\n')[0]));
      const tls = connectTls({ socket, servername: host, rejectUnauthorized: false }, () => {
        resolve(performance.now() - start);
        tls.destroy();
      });
      tls.once('error', reject);
    });
  });
}

async function run(): Promise<void> {
  const times = hosts.map((): number[] => []);
  for (let round = -20; round < Number(rounds); round++) {
    for (const [index, host] of hosts.entries()) {
      const time = await open(host);
      // The first ones find nothing warm.
      if (round >= 0) times[index]?.push(time);
    }
  }
  process.stdout.write(JSON.stringify(times));
}

run().then(() => process.exit(0));
