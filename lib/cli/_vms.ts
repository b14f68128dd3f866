import { EgressError } from '../errors';
import { printable } from '../lint/printable';
import type { Model } from '../model/types';
import type { Vm, VmStatus } from '../vms';
import { outOf } from './_progress';
import { table } from './_table';
import type { Io } from './io';
import type { SharedOptions } from './options';

/** Loaded when it is asked for: the other commands do without it. */
const vms = () => require('../vms') as typeof import('../vms');

/** @throws EgressError (2) if there is none */
export function selectedVms(model: Model, { env, tenant }: SharedOptions): Vm[] {
  const selected = model.environments
    .filter(({ environment }) => env === undefined || environment.name === env)
    .flatMap((environment) => vms().vmsOf(environment))
    .filter((vm) => tenant === undefined || vm.tenant === tenant);
  if (selected.length > 0) return selected;
  throw new EgressError(`${tenant ?? 'no tenant'} has no VM in ${env ?? 'any environment'}: choose another --env`, 2);
}

/** Milliseconds after which the VMs are named that have not answered yet. */
const SLOW = 3000;

/** Asks VMs what they have. Those that take long are named meanwhile. */
export async function askAll(
  selected: readonly Vm[],
  { user, parallel }: { readonly user: string; readonly parallel: number },
  io: Io,
): Promise<VmStatus[]> {
  const waiting = new Set(selected);
  const show = () =>
    io.progress?.(`Asking the VMs: ${outOf(selected.length - waiting.size, selected.length)} have answered`);
  let answers = 0;
  const timer = setInterval(() => {
    show();
    // Those that come after others are late through no fault of theirs.
    const isMoving = answers !== waiting.size;
    answers = waiting.size;
    if (isMoving && waiting.size > parallel) return;
    const names = [...waiting].slice(0, parallel).map(nameOf);
    const more = waiting.size - Math.min(5, names.length);
    io.err(`no answer yet from ${names.slice(0, 5).join(', ')}${more > 0 ? ` and ${more} more` : ''}`);
  }, SLOW);
  try {
    show();
    return await vms().statusOf(selected, user, parallel, (vm) => {
      waiting.delete(vm);
      show();
    });
  } finally {
    clearInterval(timer);
    io.progress?.('');
  }
}

/** @throws EgressError (2) for what is not a number from 1 to 200 */
export function requireParallel(text: string): number {
  const number = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= 200) return number;
  throw new EgressError(`--parallel "${text}" is not a valid number (expected 1 to 200, for example 16)`, 2);
}

/** @throws EgressError (2) for what ssh would take for something else than a user's name */
export function requireUser(user: string): string {
  if (/^[a-z_][a-z0-9_-]*$/i.test(user)) return user;
  throw new EgressError(`--user "${user}" is not a valid user name (expected, for example, root)`, 2);
}

export function nameOf({ environment, tenant, proxy }: Vm): string {
  return `${environment}/${tenant}/${proxy}`;
}

const WORDS: Readonly<Record<VmStatus['files'][number]['difference'], string>> = {
  stale: 'is stale: as it was delivered, but not as the settings ask for now',
  different: 'is not as the settings ask for; the VM has no record of what was delivered',
  edited: 'is not as it was delivered',
  missing: 'is missing',
  extra: 'is not in the settings',
  writable: 'can be changed by others than root',
  unreadable: 'cannot be read',
};

/** What differs on a VM, a line each. */
function differences({ files, error }: VmStatus): string[] {
  return [
    ...(error === undefined ? [] : [`  could not be asked: ${printable(error)}`]),
    ...files.map(({ path, difference }) => `  ${printable(path)} ${WORDS[difference]}`),
  ];
}

/** A table of VMs, what differs below each. */
export function statusTable(statuses: readonly VmStatus[]): string {
  const rows = statuses.map(({ vm, state, commit = '-', listens }) => [
    nameOf(vm),
    vm.address,
    state,
    commit.slice(0, 12),
    state === 'unreachable' ? '-' : listens ? 'yes' : 'no',
  ]);
  const head = ['VM', 'address', 'files', 'commit', 'listens'];
  const [first = '', ...lines] = table(head, rows);
  return [first, ...statuses.flatMap((status, index) => [lines[index] ?? '', ...differences(status)])].join('\n');
}

/** A VM for machines. */
export function vmJson({ environment, tenant, proxy, address }: Vm) {
  return { environment, tenant, proxy, address };
}

export function statusJson({ vm, state, commit, listens, files, error }: VmStatus) {
  const why = error === undefined ? {} : { error };
  return { ...vmJson(vm), state, commit: commit ?? null, listens, files, ...why };
}
