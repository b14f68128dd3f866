import type { Command } from 'commander';
import { EgressError } from '../errors';
import { toJson } from '../lint';
import { withNotes } from './_help';
import { numbered } from './_steps';
import type { Io } from './io';
import { type SharedOptions, sharedCommand } from './options';

interface EnvironmentAddOptions extends SharedOptions {
  readonly from?: string;
  readonly zone?: string;
  readonly network?: string;
  readonly pods?: string;
  readonly services?: string;
  readonly dns?: string;
}

export function environmentAddCommand(io: Io): Command {
  const command = sharedCommand(
    'environment:add',
    'write the file of a new environment, and list what else has to be done',
  )
    .usage('NAME [options]')
    .argument('<name>', 'of the environment: a DNS label')
    .option('--from <environment>', 'take what is not given from this one; default: the first by name')
    .option('--zone <zone>', 'availability zone, for example fr-par-2')
    .option('--network <range>', 'private network of nodes and proxies')
    .option('--pods <range>', 'range of the pods')
    .option('--services <range>', 'range of the services')
    .option('--dns <address>', 'service address of the cluster’s DNS')
    .action((name: string, options: EnvironmentAddOptions) => {
      if (options.env !== undefined && options.env !== name)
        throw new EgressError(`--env ${options.env}: the new environment is called ${name}; leave the option out`, 2);
      // Loaded here: the other commands do without it.
      const { addEnvironment } = require('../scaffold') as typeof import('../scaffold');
      const { file, changed, steps } = addEnvironment({ ...options, name });
      if (options.json) io.out(toJson({ file, changed, steps }));
      else if (!options.quiet)
        io.out(
          [
            `${file}: written`,
            ...changed.map((path) => `${path}: has addresses for ${name}`),
            '',
            ...numbered(steps),
          ].join('\n'),
        );
    });
  return withNotes(command, {
    examples: [
      ['environment:add staging', 'with the networks of the first environment, in a cluster of its own'],
      ['environment:add staging --from production --network 172.16.32.0/22', 'proxies get addresses in this network'],
    ],
  });
}
