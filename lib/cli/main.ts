import { exitOnUncaught } from './guard';
import type { Io } from './io';
import { run } from './program';

// For one build, a thread of its own takes esbuild longer than the build.
process.env.ESBUILD_WORKER_THREADS ??= '0';

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
