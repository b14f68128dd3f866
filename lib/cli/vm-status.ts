import type { Command } from 'commander';
import { toJson } from '../lint';
import { withNotes } from './_help';
import { askAll, requireParallel, requireUser, selectedVms, statusJson, statusTable } from './_vms';
import type { Io } from './io';
import { load, type SharedOptions, sharedCommand } from './options';

interface StatusOptions extends SharedOptions {
  readonly user: string;
  readonly parallel: string;
}

export function vmStatusCommand(io: Io): Command {
  const command = sharedCommand('vm:status', 'compare the files on the proxies’ VMs with what the settings ask for')
    .option('--user <name>', 'user to log in as', 'root')
    .option('--parallel <number>', 'VMs to ask at a time', '16')
    .action(async (options: StatusOptions) => {
      const asking = { user: requireUser(options.user), parallel: requireParallel(options.parallel) };
      const { model, warnings } = load(options, io);
      const statuses = await askAll(selectedVms(model, options), asking, io);
      if (options.json) io.out(toJson({ problems: warnings, vms: statuses.map(statusJson) }));
      else io.out(`${statusTable(statuses)}\n${summary(statuses.map(({ state }) => state))}`);
      if (statuses.some(({ state }) => state !== 'current')) io.exitCode = 1;
    });
  return withNotes(command, {
    notes: [
      'Each VM is asked by ssh, without a question to you: its host key has to be known under its name, such as',
      'squid-a.client-a.production (docs/proxy-vm.md, "Host keys"). ~/.ssh/config counts.',
    ].join('\n'),
    examples: [
      ['vm:status', 'all VMs'],
      ['vm:status --env production --tenant client-a', 'those of one tenant'],
    ],
    exits: { '1': 'a file differs from what the settings ask for, or a VM could not be asked' },
  });
}

function summary(states: readonly string[]): string {
  const count = (state: string) => states.filter((one) => one === state).length;
  return `${count('current')} current, ${count('different')} different, ${count('unreachable')} unreachable`;
}
