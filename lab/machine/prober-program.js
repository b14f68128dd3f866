// Runs in the network of a pod or of a machine. It accepts TCP connections at the ports that are its arguments. For each
// line that it reads it tries all targets at the same time:
// {"id":1,"targets":[{"kind":"tcp","address":"10.0.0.1","port":80}],"timeout":500} → {"id":1,"outcomes":["open"]}
const { spawn } = require('node:child_process');
const { createSocket } = require('node:dgram');
const { connect, createServer } = require('node:net');
const { createInterface } = require('node:readline');

/** A question for the address of `a.`, which any DNS server answers somehow. */
const QUESTION = Buffer.from('abcd01000001000000000000016100' + '00010001', 'hex');

const NO_ROUTE = ['EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'];

function failure({ code }) {
  if (code === 'ECONNREFUSED') return 'refused';
  return NO_ROUTE.includes(code) ? 'unreachable' : `${code}`;
}

const KINDS = {
  tcp({ address, port }, timeout, done) {
    const socket = connect({ host: address, port });
    socket.setTimeout(timeout, () => done('silent'));
    socket.on('connect', () => done('open'));
    socket.on('error', (error) => done(failure(error)));
    return () => socket.destroy();
  },
  dns({ address }, timeout, done) {
    const socket = createSocket('udp4');
    const timer = setTimeout(() => done('silent'), timeout);
    socket.on('message', () => done('open'));
    socket.on('error', (error) => done(failure(error)));
    socket.connect(53, address, () => socket.send(QUESTION));
    return () => {
      clearTimeout(timer);
      socket.close();
    };
  },
  ping({ address }, timeout, done) {
    const wait = String(Math.ceil(timeout / 1000));
    const child = spawn('busybox', ['ping', '-c', '1', '-W', wait, address], { stdio: 'ignore' });
    child.on('error', () => done('no ping'));
    child.on('exit', (code) => done(code === 0 ? 'open' : 'silent'));
    return () => child.kill();
  },
};

function attempt(target, timeout) {
  return new Promise((resolve) => {
    let isDone = false;
    const stop = KINDS[target.kind](target, timeout, (outcome) => {
      if (isDone) return;
      isDone = true;
      resolve(outcome);
      setImmediate(() => stop());
    });
  });
}

function listen(port) {
  return new Promise((resolve) => {
    createServer((socket) => socket.end()).listen(port, '0.0.0.0', resolve);
  });
}

createInterface({ input: process.stdin })
  .on('line', async (line) => {
    const { id, targets, timeout } = JSON.parse(line);
    const outcomes = await Promise.all(targets.map((target) => attempt(target, timeout)));
    process.stdout.write(`${JSON.stringify({ id, outcomes })}\n`);
  })
  .on('close', () => process.exit(0));
Promise.all(process.argv.slice(2).map(listen)).then(() => process.stdout.write('{"id":0,"outcomes":[]}\n'));
