import type { Command } from 'commander';
import type { ReachChange } from '../explain';
import { toJson } from '../lint';
import type { EnvironmentModel } from '../model/types';
import { outputOf } from './_expectations';
import { withNotes } from './_help';
import { counting } from './_progress';
import { reachChangeText, reachText } from './_reach';
import { placesIn, renderedWorlds } from './_world';
import type { Io } from './io';
import { load, type SharedOptions, sharedCommand } from './options';

/** Loaded when it is asked for: the other commands do without it. */
const engine = () => require('../explain') as typeof import('../explain');

interface ReachOptions extends SharedOptions {
  readonly against?: string;
}

export function reachCommand(io: Io): Command {
  const command = sharedCommand('reach', 'all that tenants reach, and all that reaches them')
    .option('--against <revision>', 'what is opened and closed since a git revision')
    .action((options: ReachOptions) => {
      const loaded = load(options, io);
      const environments = loaded.model.environments.filter(
        ({ environment }) => options.env === undefined || environment.name === options.env,
      );
      const isAsked = ({ name }: { readonly name: string }) => options.tenant === undefined || name === options.tenant;
      const worldOf = renderedWorlds(loaded, options.out, io);
      const { reachOf, compareReach } = engine();
      const all = environments.reduce((sum, { tenants }) => sum + tenants.filter(isAsked).length, 0);
      let done = 0;
      if (options.against === undefined) {
        const reaches = counting(io, 'Deciding what is reached by', 'tenants', (counted) =>
          environments.flatMap((each) => {
            const world = worldOf(each);
            return each.tenants.filter(isAsked).map((tenant) => {
              counted?.(++done, all);
              return reachOf(world, tenant);
            });
          }),
        );
        io.out(options.json ? toJson({ reach: reaches }) : reachText(reaches));
        return;
      }
      const { sideOfRevision } = require('../plan') as typeof import('../plan');
      const files = outputOf(sideOfRevision(options.out, options.against));
      const oldWorldOf = engine().worldsOf(files, [], placesIn(loaded));
      const changes = counting(io, 'Comparing what is reached by', 'tenants', (counted) =>
        environments.flatMap((each: EnvironmentModel): ReachChange[] => {
          const before = oldWorldOf(engine().asRendered(files, each));
          const after = worldOf(each);
          return each.tenants.filter(isAsked).map((tenant) => {
            counted?.(++done, all);
            return compareReach(before, after, tenant.name);
          });
        }),
      );
      io.out(options.json ? toJson({ against: options.against, changes }) : reachChangeText(changes, options.against));
    });
  return withNotes(command, {
    notes: [
      'Sets, not samples: hosts, addresses, pods of all namespaces, those that do not exist yet included, and ports.',
      'What is not in the list is denied. docs/reach.md explains the lines.',
    ].join('\n'),
    examples: [
      ['reach --tenant client-a --env production', 'one tenant in one environment'],
      ['reach --against main', 'what merging would open and close'],
      ['reach --json', 'for a script'],
    ],
  });
}
