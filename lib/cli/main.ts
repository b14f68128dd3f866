import { exitOnUncaught } from './guard';
import type { Io } from './io';
import { run } from './program';

const io: Io = {
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
  exitCode: 0,
  colour: process.stdout.isTTY && !process.env.NO_COLOR,
  colourErr: process.stderr.isTTY && !process.env.NO_COLOR,
  remembers: !process.env.CI,
  // A terminal clears the line; a file or a log gets nothing.
  ...(process.stderr.isTTY && { progress: (text: string) => void process.stderr.write(`\r\u001b[K${text}`) }),
};

// Exit quietly when the reader closes the pipe, as head does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});
exitOnUncaught();
run(process.argv.slice(2), io, process.env).then((code) => {
  process.exitCode = code;
});
