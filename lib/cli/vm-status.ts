import type { Command } from 'commander';
import { toJson } from '../lint';
import { askAll, requireUser, selectedVms, statusJson, statusTable } from './_vms';
import type { Io } from './io';
import { load, type SharedOptions, sharedCommand } from './options';

interface StatusOptions extends SharedOptions {
  readonly user: string;
}

const NOTES = `
Each VM is asked by ssh, without a question to you: its host key has to be known under its name, such as
squid-a.client-a.production (docs/proxy-vm.md, "Host keys"). ~/.ssh/config counts. Exits with 1 if a file differs from what the settings ask for,
or if a VM could not be asked.`;

export function vmStatusCommand(io: Io): Command {
  return sharedCommand('vm:status', 'compare the files on the proxies’ VMs with what the settings ask for')
    .option('--user <name>', 'user to log in as', 'root')
    .addHelpText('after', NOTES)
    .action(async (options: StatusOptions) => {
      const user = requireUser(options.user);
      const { model, warnings } = load(options, io);
      const statuses = await askAll(selectedVms(model, options), user, io);
      if (options.json) io.out(toJson({ problems: warnings, vms: statuses.map(statusJson) }));
      else io.out(`${statusTable(statuses)}\n${summary(statuses.map(({ state }) => state))}`);
      if (statuses.some(({ state }) => state !== 'current')) io.exitCode = 1;
    });
}

function summary(states: readonly string[]): string {
  const count = (state: string) => states.filter((one) => one === state).length;
  return `${count('current')} current, ${count('different')} different, ${count('unreachable')} unreachable`;
}
