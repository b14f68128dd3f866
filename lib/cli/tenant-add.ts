import type { Command } from 'commander';
import { EgressError } from '../errors';
import { toJson } from '../lint';
import type { AddedTenant } from '../scaffold';
import { withNotes } from './_help';
import { printWarnings } from './_warnings';
import type { Io } from './io';
import { type SharedOptions, sharedCommand } from './options';

interface TenantAddOptions extends SharedOptions {
  readonly address?: string;
  readonly public?: string;
}

export function tenantAddCommand(io: Io): Command {
  const command = sharedCommand('tenant:add', 'write the file of a new tenant')
    .usage('NAME [options]')
    .argument('<name>', 'of the tenant: a DNS label')
    .option('--address <address>', 'of its proxy in the private network; default: the next free one')
    .option('--public <address>', 'the Flexible IP of its proxy, which partners see')
    .action((name: string, options: TenantAddOptions) => {
      if (options.tenant !== undefined && options.tenant !== name) {
        throw new EgressError(`--tenant ${options.tenant}: the new tenant is called ${name}; leave the option out`, 2);
      }
      // Loaded here: the other commands do without it.
      const { addTenant } = require('../scaffold') as typeof import('../scaffold');
      const added = addTenant({ ...options, name, environment: options.env, publicAddress: options.public });
      const { file, address, elsewhere, publicIn, warnings } = added;
      if (options.json) io.out(toJson({ file, address, elsewhere, publicIn, problems: warnings }));
      else if (!options.quiet) {
        printWarnings(warnings, io);
        io.out(summary(added, options.address === undefined));
      }
    });
  return withNotes(command, {
    examples: [
      ['tenant:add client-b', 'at the next free address'],
      ['tenant:add client-b --address 172.16.28.9 --public 51.15.9.9', 'at these addresses'],
    ],
  });
}

function summary({ file, address, elsewhere, publicIn }: AddedTenant, proposed: boolean): string {
  const others = Object.entries(elsewhere).map(([environment, other]) => `, in ${environment} at ${other}`);
  return [
    `${file}: written, its proxy at ${address}${proposed ? ', the next free address' : ''}${others.join('')}`,
    ...(publicIn === undefined
      ? []
      : [`its public address is set for ${publicIn} alone: each environment needs a Flexible IP of its own`]),
    'npm run plan shows what it changes, npm run synth writes that',
  ].join('\n');
}
