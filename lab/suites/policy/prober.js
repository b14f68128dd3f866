// Runs in the network of a pod or of a machine. It accepts connections at all ports that it is given, and tries others for
// each line that it reads: {"id":1,"targets":[{"address":"10.0.0.1","port":80}],"timeout":500} → {"id":1,"open":[true]}
const { connect, createServer } = require('node:net');
const { createInterface } = require('node:readline');

for (const port of process.argv.slice(2)) createServer((socket) => socket.end()).listen(Number(port), '0.0.0.0');

function isOpen({ address, port }, timeout) {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    const done = (open) => {
      socket.destroy();
      resolve(open);
    };
    socket.setTimeout(timeout, () => done(false));
    socket.on('connect', () => done(true));
    socket.on('error', () => done(false));
  });
}

createInterface({ input: process.stdin })
  .on('line', async (line) => {
    const { id, targets, timeout } = JSON.parse(line);
    const open = await Promise.all(targets.map((target) => isOpen(target, timeout)));
    process.stdout.write(`${JSON.stringify({ id, open })}\n`);
  })
  .on('close', () => process.exit(0));
process.stdout.write('{"id":0,"open":[]}\n');
