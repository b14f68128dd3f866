import { terminalLine } from './_terminal-line';
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
  ...(process.stderr.isTTY &&
    !process.env.CI &&
    process.env.TERM !== 'dumb' && {
      progress: terminalLine({
        write: (text) => void process.stderr.write(text),
        width: () => process.stderr.columns || 80,
        now: () => performance.now(),
      }),
    }),
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
