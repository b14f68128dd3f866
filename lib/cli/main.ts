import type { Io } from './io';
import { reportLateFailures } from './late';
import { run } from './program';

const io: Io = {
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
  exitCode: 0,
  colour: process.stdout.isTTY && !process.env.NO_COLOR,
};

reportLateFailures();
run(process.argv.slice(2), io).then((code) => {
  process.exitCode = code;
});
