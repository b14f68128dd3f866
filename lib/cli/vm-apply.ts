import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { EgressError } from '../errors';
import { toJson } from '../lint';
import { printable } from '../lint/printable';
import type { EnvironmentModel, Model } from '../model/types';
import type { Counts, Vm, VmStatus } from '../vms';
import { APPLY_SCRIPT, infraPath } from '../vocabulary';
import { cleanCommit, requireRendered } from './_brought';
import { withNotes } from './_help';
import { type Interruption, interruptible } from './_interruption';
import { outOf } from './_progress';
import { MANY, outcomeJson, outcomeLines } from './_vm-outcomes';
import { askAll, nameOf, requireParallel, requireUser, selectedVms, statusJson, statusTable } from './_vms';
import type { Io } from './io';
import { load, type SharedOptions, sharedCommand } from './options';

/** Loaded when it is asked for: the other commands do without it. */
const vms = () => require('../vms') as typeof import('../vms');

interface ApplyOptions extends SharedOptions {
  readonly user: string;
  readonly pause: string;
  readonly parallel: string;
  readonly skipUnreachable?: boolean;
  readonly dryRun?: boolean;
  readonly secret?: boolean;
  readonly force?: boolean;
  readonly rollback?: boolean;
}

export function vmApplyCommand(io: Io): Command {
  const command = sharedCommand(
    'vm:apply',
    'bring the files of dist/ to the proxies’ VMs, one of each tenant after the other',
  )
    .usage('--env <name> [options]')
    .option('--dry-run', 'change nothing, and show what would change')
    .option('--secret', 'also bring the certificates from the cluster’s Secrets, read by kubectl')
    .option('--rollback', 'if a VM fails, put back the previous files of those that were changed')
    .option('--force', 'apply with uncommitted changes, and where no other proxy of the tenant takes connections')
    .option(
      '--pause <seconds>',
      'seconds to wait after each VM of a tenant, until its gateway has seen that the VM is healthy again',
      '5',
    )
    .option('--parallel <number>', 'tenants whose VMs are changed at a time, after the first one alone', '4')
    .option('--skip-unreachable', 'leave out tenants with a VM that cannot be asked, instead of changing nothing')
    .option('--user <name>', 'user to log in as', 'root')
    .action(async (options: ApplyOptions) => {
      const user = requireUser(options.user);
      const pause = secondsOf(options.pause);
      const parallel = requireParallel(options.parallel);
      const { model, warnings } = load(options, io);
      const environment = environmentOf(model, options.env);
      const scope = { ...options, env: environment.environment.name };
      const selected = selectedVms(model, scope);
      requireRendered(scope, environment);
      const commit = options.force ? undefined : cleanCommit(options.out);
      // Four times as many are asked, which is quick and changes nothing.
      const asking = { user, parallel: parallel * 4 };
      const statuses = await askAll(selected, asking, io);
      const answer = { problems: warnings, ...(commit === undefined ? {} : { commit }) };
      const unreachable = statuses.filter(({ state }) => state === 'unreachable');
      if (options.dryRun || (unreachable.length > 0 && !options.skipUnreachable)) {
        if (options.json) io.out(toJson({ ...answer, vms: statuses.map(statusJson) }));
        else io.out([statusTable(statuses), ...verdict(statuses, options)].join('\n'));
        if (unreachable.length > 0) io.exitCode = 1;
        return;
      }
      const skips = (status: VmStatus) => isCurrent(status, options);
      // A terminal that counts many VMs does not list what each of them prints.
      const isListed = io.progress === undefined || statuses.filter((status) => !skips(status)).length <= MANY;
      let line = '';
      const counted = ({ all, begun, done }: Counts) => {
        line = `Changing VMs: ${outOf(done, all)} are done, ${begun - done} under way`;
        io.progress?.(line);
      };
      const print = (text: string) => {
        io.err(text);
        io.progress?.(line);
      };
      const warn = () =>
        print('interrupted: what has begun is finished, and nothing further begins; a second Ctrl-C ends at once');
      const outcomes = await interruptible(warn, ({ stop, end }) =>
        vms().rollOut(statuses, {
          apply: (vm, how) =>
            runScript(vm, how, options, { end, onLine: (text) => isListed && print(`${nameOf(vm)}: ${text}`) }),
          ask: (some) => vms().statusOf(some, user, asking.parallel),
          skips,
          settle: () => settle(pause, stop),
          progress: (vm, text) => isListed && print(`${nameOf(vm)}: ${text}`),
          counted,
          parallel,
          stop,
          force: options.force === true,
          rollback: options.rollback === true,
        }),
      );
      const restoring = (vm: Vm) => `sh ${scriptOf(vm, options.out)} --restore ${user}@${vm.address}`;
      if (options.json) io.out(toJson({ ...answer, vms: outcomes.map(outcomeJson) }));
      else io.out(outcomeLines(outcomes, restoring).join('\n'));
      if (outcomes.some(({ result }) => result !== 'current' && result !== 'applied')) io.exitCode = 1;
    });
  return withNotes(command, {
    notes: [
      'VMs that have their files already are left alone, so a run that was interrupted is continued by the same command.',
      'Of a tenant’s VMs one is changed after the other, and only while another one takes connections. The first tenant is',
      'changed alone, then --parallel of them at a time. After the first failure nothing further begins, as after Ctrl-C. A VM',
      'whose new files do not work gets its previous ones back by itself; --rollback puts them back on the others of this run, too.',
    ].join('\n'),
    examples: [
      ['vm:apply --env production --dry-run', 'what would change on which VM'],
      ['vm:apply --env production', 'bring the files'],
      ['vm:apply --env production --tenant client-a --secret', 'with the certificates of the cluster'],
    ],
    exits: { '1': 'a VM could not be asked or changed' },
  });
}

function environmentOf({ environments }: Model, name: string | undefined): EnvironmentModel {
  const [first, ...more] = environments.filter(({ environment }) => name === undefined || environment.name === name);
  if (first && more.length === 0) return first;
  const names = environments.map(({ environment }) => environment.name).join(', ');
  throw new EgressError(`--env is missing: the VMs of one environment are changed at a time (available: ${names})`, 2);
}

function runScript(
  vm: Vm,
  how: 'apply' | 'restore',
  { out, secret, user }: ApplyOptions,
  { end, onLine }: Pick<Interruption, 'end'> & { readonly onLine: (text: string) => void },
) {
  const script = scriptOf(vm, out);
  const options = how === 'restore' ? ['--restore'] : secret && vm.tls ? ['--secret'] : [];
  return vms().runProgram('sh', [script, ...options, `${user}@${vm.address}`], {
    keep: 10_000,
    onLine: (line) => onLine(printable(line)),
    stop: end,
  });
}

function scriptOf({ environment, tenant, proxy }: Vm, out: string): string {
  return join(out, infraPath(environment, tenant, proxy), APPLY_SCRIPT);
}

/** Whether there is nothing to bring to a VM. Whether it has the newest secret is not known. */
function isCurrent({ vm, state }: VmStatus, { secret }: ApplyOptions): boolean {
  return state === 'current' && !(secret && vm.tls);
}

function verdict(statuses: readonly VmStatus[], options: ApplyOptions): string[] {
  const { dryRun, skipUnreachable } = options;
  const missing = statuses.filter(({ state }) => state === 'unreachable').length;
  const changes = statuses.filter((status) => !isCurrent(status, options)).length - missing;
  if (missing === 0) return [`${changes} of ${statuses.length} VMs would be changed; nothing was changed`];
  const could = missing === 1 ? 'a VM could not be asked' : `${missing} VMs could not be asked`;
  if (!dryRun || !skipUnreachable) return [`nothing was changed: ${could} (--skip-unreachable changes the others)`];
  return [`${could}; up to ${changes} others of ${statuses.length} would be changed; nothing was changed`];
}

/** An interruption cuts it short; what is put back after one is given its time. */
async function settle(seconds: number, stop: AbortSignal): Promise<void> {
  const options = stop.aborted ? {} : { signal: stop };
  await sleep(seconds * 1000, undefined, options).catch(() => undefined);
}

function secondsOf(text: string): number {
  if (/^\d{1,3}$/.test(text)) return Number(text);
  throw new EgressError(`--pause "${text}" is not a valid number of seconds (expected, for example, 5)`, 2);
}
