import { exitOnUncaught } from './guard';
import { untilIdle } from './idle';
import type { Io } from './io';
import { run } from './program';

const io: Io = {
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
  exitCode: 0,
  untilIdle,
  colour: process.stdout.isTTY && !process.env.NO_COLOR,
};

// Whoever reads no further, as head does, has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});
exitOnUncaught();
run(process.argv.slice(2), io).then((code) => {
  process.exitCode = code;
});
