import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { EgressError } from '../errors';
import { withNotes } from './_help';
import type { Io } from './io';
import { sharedCommand } from './options';

/** Loaded when it is asked for: the other commands do without it. */
const audit = () => require('../audit') as typeof import('../audit');

interface JoinOptions {
  readonly pods: readonly string[];
}

export function auditJoinCommand(io: Io): Command {
  const command = sharedCommand('audit:join', 'add namespace and pod to lines of the proxies’ audit record')
    .usage('[options] [FILE…]')
    .argument('[file...]', 'audit records; default: standard input')
    .requiredOption('--pods <file...>', 'what audit:pods has recorded, in the order of time')
    .action(async (files: readonly string[], { pods }: JoinOptions) => {
      const { joinLine, PodAddresses } = audit();
      const addresses = new PodAddresses();
      for (const file of pods) await eachLine(file, io, (line) => addresses.add(line));
      const counts = { pod: 0, node: 0, '-': 0 };
      for (const file of files.length > 0 ? files : [undefined]) {
        await eachLine(file, io, (text) => {
          const { line, to } = joinLine(text, addresses);
          counts[to]++;
          io.out(line);
        });
      }
      io.err(`${counts.pod} joined to pods, ${counts.node} to nodes only, ${counts['-']} to neither`);
    });
  return withNotes(command, {
    notes: [
      'Adds joined_to, namespace, pod and node to each line of JSON, and prints a summary on stderr. joined_to is pod, node (a line',
      'without a gateway, or whose pod is not known) or -.',
    ].join('\n'),
    examples: [['audit:join --pods pods.jsonl -- access.log > joined.log', 'join one file']],
    exits: { '1': 'a line is not an audit record' },
  });
}

/** Reads a file line by line; what is wrong with a line is reported with its place. */
async function eachLine(file: string | undefined, io: Io, read: (line: string) => void): Promise<void> {
  const name = file ?? 'standard input';
  const input = file === undefined ? process.stdin : createReadStream(file);
  let number = 0;
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number++;
      if (line !== '') readLine(`${name}:${number}`, line, io, read);
    }
  } catch (error) {
    throw new EgressError(`${name}: could not be read: ${(error as Error).message}`, 2);
  }
}

function readLine(place: string, line: string, io: Io, read: (line: string) => void): void {
  try {
    read(line);
  } catch (error) {
    io.exitCode = 1;
    io.err(`${place}: ${error instanceof SyntaxError ? 'not a line of JSON' : (error as Error).message}`);
  }
}
