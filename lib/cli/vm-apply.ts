import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { EgressError } from '../errors';
import { toJson } from '../lint';
import { printable } from '../lint/printable';
import type { EnvironmentModel, Model } from '../model/types';
import type { Outcome, Vm, VmStatus } from '../vms';
import { APPLY_SCRIPT, infraPath } from '../vocabulary';
import { cleanCommit, requireRendered } from './_brought';
import { withNotes } from './_help';
import { askAll, nameOf, requireUser, selectedVms, statusJson, statusTable, vmJson } from './_vms';
import type { Io } from './io';
import { load, type SharedOptions, sharedCommand } from './options';

/** Loaded when it is asked for: the other commands do without it. */
const vms = () => require('../vms') as typeof import('../vms');

interface ApplyOptions extends SharedOptions {
  readonly user: string;
  readonly pause: string;
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
    .option('--user <name>', 'user to log in as', 'root')
    .action(async (options: ApplyOptions) => {
      const user = requireUser(options.user);
      const pause = secondsOf(options.pause);
      const { model, warnings } = load(options, io);
      const environment = environmentOf(model, options.env);
      const scope = { ...options, env: environment.environment.name };
      const selected = selectedVms(model, scope);
      requireRendered(scope, environment);
      const commit = options.force ? undefined : cleanCommit(options.out);
      const statuses = await askAll(selected, user, io);
      const answer = { problems: warnings, ...(commit === undefined ? {} : { commit }) };
      const unreachable = statuses.filter(({ state }) => state === 'unreachable');
      if (options.dryRun || unreachable.length > 0) {
        if (options.json) io.out(toJson({ ...answer, vms: statuses.map(statusJson) }));
        else io.out([statusTable(statuses), ...verdict(statuses, options)].join('\n'));
        if (unreachable.length > 0) io.exitCode = 1;
        return;
      }
      const outcomes = await vms().rollOut(statuses, {
        apply: (vm, how) => runScript(vm, how, user, options, io),
        ask: (some) => vms().statusOf(some, user),
        skips: ({ vm, state }) => state === 'current' && !(options.secret && vm.tls),
        settle: () => sleep(pause * 1000),
        progress: (vm, line) => io.err(`${nameOf(vm)}: ${line}`),
        force: options.force === true,
        rollback: options.rollback === true,
      });
      if (options.json) io.out(toJson({ ...answer, vms: outcomes.map(outcomeJson) }));
      else io.out(report(outcomes, options, user).join('\n'));
      if (outcomes.some(({ result }) => result !== 'current' && result !== 'applied')) io.exitCode = 1;
    });
  return withNotes(command, {
    notes: [
      'VMs that have their files already are left alone. Of a tenant’s VMs one is changed after the other, and only while',
      'another one takes connections. After the first failure nothing further begins. A VM whose new files do not work gets its',
      'previous ones back by itself; --rollback puts them back on the others of this run, too.',
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

function runScript(vm: Vm, how: 'apply' | 'restore', user: string, { out, secret }: ApplyOptions, io: Io) {
  const script = scriptOf(vm, out);
  const options = how === 'restore' ? ['--restore'] : secret && vm.tls ? ['--secret'] : [];
  return vms().runProgram('sh', [script, ...options, `${user}@${vm.address}`], {
    keep: 10_000,
    onLine: (line) => io.err(`${nameOf(vm)}: ${printable(line)}`),
  });
}

function scriptOf({ environment, tenant, proxy }: Vm, out: string): string {
  return join(out, infraPath(environment, tenant, proxy), APPLY_SCRIPT);
}

function verdict(statuses: readonly VmStatus[], { secret }: ApplyOptions): string[] {
  if (statuses.some(({ state }) => state === 'unreachable')) return ['nothing was changed: a VM could not be asked'];
  const changes = statuses.filter(({ vm, state }) => state !== 'current' || (secret && vm.tls));
  return [`${changes.length} of ${statuses.length} VMs would be changed; nothing was changed`];
}

/** What was done and what was not, a line per VM. */
function report(outcomes: readonly Outcome[], options: ApplyOptions, user: string): string[] {
  const lines = outcomes.map(
    ({ vm, result, error }) => `${nameOf(vm)}: ${result}${error ? `: ${printable(error)}` : ''}`,
  );
  const failed = outcomes.some(({ result }) => result === 'failed');
  const applied = outcomes.filter(({ result }) => result === 'applied');
  if (!failed || applied.length === 0) return lines;
  return [
    ...lines,
    'VMs that were applied keep their new files, which work. This puts back the previous ones:',
    ...applied.map(({ vm }) => `  sh ${scriptOf(vm, options.out)} --restore ${user}@${vm.address}`),
  ];
}

function outcomeJson({ vm, result, error }: Outcome) {
  return { ...vmJson(vm), result, ...(error === undefined ? {} : { error }) };
}

function secondsOf(text: string): number {
  if (/^\d{1,3}$/.test(text)) return Number(text);
  throw new EgressError(`--pause "${text}" is not a valid number of seconds (expected, for example, 5)`, 2);
}
