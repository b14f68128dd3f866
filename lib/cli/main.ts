import { exitOnUncaught } from './guard';
import type { Io } from './io';
import { run } from './program';

const io: Io = {
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
  exitCode: 0,
  colour: process.stdout.isTTY && !process.env.NO_COLOR,
};

// Exit quietly when the reader closes the pipe, as head does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});
exitOnUncaught();
run(process.argv.slice(2), io).then((code) => {
  process.exitCode = code;
});
