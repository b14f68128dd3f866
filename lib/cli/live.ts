import type { Command } from 'commander';
import { EgressError } from '../errors';
import { toJson } from '../lint';
import { auditSarif, sinceLines } from './_audit';
import { withNotes } from './_help';
import { liveJson, liveTable } from './_live';
import { onlyEnvironment, requireTenantOf } from './_scope-of-one';
import { requireUser } from './_vms';
import type { Io } from './io';
import { load, type SharedOptions, sharedCommand } from './options';

/** Loaded when it is asked for: the other commands do without it. */
const live = () => require('../live') as typeof import('../live');

interface LiveCommandOptions extends SharedOptions {
  readonly context?: string;
  readonly probe?: boolean;
  readonly audit?: boolean;
  readonly record?: string;
  readonly sarif?: boolean;
  readonly rights?: boolean;
  readonly revision?: string;
  readonly user: string;
  readonly days: string;
}

export function liveCommand(io: Io): Command {
  const command = sharedCommand('live', 'check a running cluster and the proxies’ VMs against the settings')
    .option('--context <name>', 'context of the kubeconfig (default: the current one)')
    .option('--probe', 'also create a pod for each tenant, which is deleted afterwards')
    .option('--audit', 'also judge what is live by the rules of check and scan')
    .option('--record <file>', 'print what has changed since the run that wrote this file, and write it again')
    .option('--sarif', 'print SARIF 2.1.0')
    .option('--revision <name>', 'commit, branch or tag that Flux should have applied (default: HEAD of --out)')
    .option('--days <number>', 'report certificates that end within so many days', '21')
    .option('--user <name>', 'user to log in to the VMs as', 'root')
    .option('--rights', 'print the ClusterRole that is needed, and do nothing else')
    .action(async (options: LiveCommandOptions) => {
      if (options.rights) {
        io.out(live().liveRole());
        return;
      }
      if (options.json && options.sarif) throw new EgressError('--json and --sarif exclude each other', 2);
      const user = requireUser(options.user);
      const days = requireDays(options.days);
      const { model, warnings } = load(options, io);
      const environment = onlyEnvironment(model.environments, options.env);
      if (options.tenant !== undefined) requireTenantOf(environment, options.tenant);
      const { context, probe = false, audit = false, revision } = options;
      const report = await live().lookAt(
        model,
        environment,
        {
          user,
          days,
          probe,
          audit,
          repository: options.out,
          ...(context === undefined ? {} : { context }),
          ...(revision === undefined ? {} : { revision }),
          announce: (line) => io.err(line),
        },
        options.tenant,
      );
      const { name } = environment.environment;
      const found = [...report.findings, ...report.audited.filter(({ suppressed }) => suppressed === undefined)];
      // A cluster that was not looked at is no reason to forget what was found before.
      const since =
        options.record === undefined || report.refused ? undefined : live().recordFindings(options.record, name, found);
      if (options.sarif)
        io.out(JSON.stringify(auditSarif(report.findings, report.audited, environment.environment), null, 2));
      else if (options.json) io.out(toJson({ ...liveJson(report, name, warnings), ...(since ? { since } : {}) }));
      else io.out(liveTable(report, name));
      const print = options.sarif || options.json ? io.err : io.out;
      if (since) print(sinceLines(since).join('\n'));
      if (found.some(({ severity }) => severity === 'error')) io.exitCode = report.refused ? 2 : 1;
    });
  return withNotes(command, {
    notes: [
      'The cluster is asked through the kubectl on PATH, the VMs by ssh as in vm:status. Nothing is changed, except with --probe.',
      'The rights are checked first; --rights prints them as a ClusterRole. docs/live.md explains each check.',
    ].join('\n'),
    examples: [
      ['live --env production', 'the current context of your kubeconfig'],
      ['live --env production --tenant client-a --probe', 'one tenant, from a pod of its own'],
      [
        'live --env production --audit --record last.json',
        'the rules as well, and what has changed since the last time',
      ],
    ],
    exits: {
      '1': 'something is not as the settings ask for',
      '2': 'the cluster cannot be asked, or is not the environment’s',
    },
  });
}

/** @throws EgressError (2) for what is not a number of days */
function requireDays(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new EgressError(`--days "${text}" is not a number of days (expected, for example, 21)`, 2);
}
