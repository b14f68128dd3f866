import type { Command } from 'commander';
import { EgressError } from '../errors';
import { toJson } from '../lint';
import { withNotes } from './_help';
import { numbered } from './_steps';
import type { Io } from './io';
import { type SharedOptions, sharedCommand } from './options';

interface TenantRenameOptions extends SharedOptions {
  readonly newNamespace?: boolean;
}

export function tenantRenameCommand(io: Io): Command {
  const command = sharedCommand('tenant:rename', 'rename a tenant in the settings, and list what else has to be done')
    .usage('OLD NEW [options]')
    .argument('<old>', 'its name')
    .argument('<new>', 'its new name: a DNS label')
    .option('--new-namespace', 'let it have a new, empty namespace; by default it keeps its namespace and data')
    .action((from: string, to: string, options: TenantRenameOptions) => {
      if (from === to) throw new EgressError(`${from} is the name that it has; give another one`, 2);
      if (options.tenant !== undefined && options.tenant !== from)
        throw new EgressError(`--tenant ${options.tenant}: the tenant is called ${from}; leave the option out`, 2);
      // Loaded here: the other commands do without it.
      const { renameTenant } = require('../scaffold') as typeof import('../scaffold');
      const { file, changed, steps } = renameTenant({ ...options, from, to });
      if (options.json) io.out(toJson({ file, changed, steps }));
      else if (!options.quiet)
        io.out(
          [
            `${file}: written, in place of ${options.tenants}/${from}.yaml`,
            ...changed.map((path) => `${path}: changed`),
            '',
            ...numbered(steps),
          ].join('\n'),
        );
    });
  return withNotes(command, {
    notes:
      'Public addresses, VMs and pools stay: the old name is kept under formerly. docs/renaming.md explains each step.',
    examples: [
      ['tenant:rename client-a shop', 'the namespace keeps its name and its data'],
      ['tenant:rename client-a shop --new-namespace', 'the old namespace stays until you delete it'],
    ],
  });
}
