import { groupsOf } from '../groups';
import { inParallel } from './in-parallel';
import type { Output } from './ssh';
import type { VmStatus } from './status';
import type { Vm } from './targets';

/** What came of one VM. */
export interface Outcome {
  readonly vm: Vm;
  readonly result:
    | 'current'
    | 'applied'
    | 'failed'
    | 'restored'
    | 'not restored'
    | 'not started'
    | 'unreachable'
    /** Another VM of its tenant is unreachable. */
    | 'skipped';
  /** Why it failed, or was left as it is. */
  readonly error?: string;
}

/** Numbers of VMs. */
export interface Counts {
  /** Those that are changed in this run. */
  readonly all: number;
  readonly done: number;
  readonly begun: number;
}

interface RollOut {
  /** Brings the files of a VM, or puts back its previous ones. */
  readonly apply: (vm: Vm, how: 'apply' | 'restore') => Promise<Output>;
  /** Asks VMs again. */
  readonly ask: (vms: readonly Vm[]) => Promise<readonly VmStatus[]>;
  /** Whether a VM is left as it is. */
  readonly skips: (status: VmStatus) => boolean;
  /** What is waited for after a VM, before the next one of its tenant. */
  readonly settle: () => Promise<void>;
  readonly progress: (vm: Vm, line: string) => void;
  /** Is called when a VM begins or ends. */
  readonly counted: (counts: Counts) => void;
  /** Tenants whose VMs are changed at a time. */
  readonly parallel: number;
  /** When it is aborted nothing further begins. */
  readonly stop: AbortSignal;
  /** Applies even where the tenant has no way out meanwhile. */
  readonly force: boolean;
  /** Puts back the previous files of VMs that were changed, when another one fails. */
  readonly rollback: boolean;
}

/**
 * Brings files to VMs: one of each tenant after the other, since they stand in for each other. The first tenant is changed
 * alone, then several at a time. After the first failure nothing further begins; what has begun ends.
 */
export async function rollOut(statuses: readonly VmStatus[], steps: RollOut): Promise<Outcome[]> {
  const outcomes = new Map<Vm, Outcome>();
  let hasFailed = false;
  const set = (vm: Vm, result: Outcome['result'], error?: string) => {
    if (result === 'failed') hasFailed = true;
    outcomes.set(vm, { vm, result, ...(error === undefined ? {} : { error }) });
  };
  const isOver = () => hasFailed || steps.stop.aborted;
  const tenants = byTenant(statuses.map(({ vm }) => vm));
  const todo = statuses.filter((status) => status.state !== 'unreachable' && !steps.skips(status));
  for (const { vm } of statuses) set(vm, 'current');
  for (const { vm } of todo) set(vm, 'not started');
  for (const { vm, state, error } of statuses) if (state === 'unreachable') set(vm, 'unreachable', error);

  const groups = [...byTenant(todo.map(({ vm }) => vm))].filter(([key, own]) => {
    const missing = tenants.get(key)?.find((vm) => outcomes.get(vm)?.result === 'unreachable');
    if (missing === undefined || steps.force) return true;
    for (const vm of own) set(vm, 'skipped', `${missing.proxy}, which would stand in for it, could not be asked`);
    return false;
  });
  const counts = { all: groups.flatMap(([, own]) => own).length, done: 0, begun: 0 };
  const count = (step: Partial<Counts>) => steps.counted(Object.assign(counts, step));
  const changeAll = async ([key, own]: readonly [string, readonly Vm[]]) => {
    for (const [index, vm] of own.entries()) {
      if (index > 0 && !isOver()) await steps.settle();
      if (isOver()) return;
      count({ begun: counts.begun + 1 });
      const refusal = steps.force ? undefined : await leavesNoWayOut(vm, tenants.get(key) ?? [], steps);
      if (refusal === undefined) steps.progress(vm, 'is changed');
      const error = refusal ?? (await change(vm, steps));
      set(vm, error === undefined ? 'applied' : 'failed', error);
      count({ done: counts.done + 1 });
    }
  };
  const [first, ...others] = groups;
  if (first) await changeAll(first);
  if (!isOver()) await inParallel(others, steps.parallel, changeAll);

  const changed = [...outcomes.values()].filter(({ result }) => result === 'applied').map(({ vm }) => vm);
  if (!hasFailed || !steps.rollback) return [...outcomes.values()];
  // The last one first, as they were changed.
  await inParallel([...byTenant(changed).values()], steps.parallel, async (own) => {
    for (const [index, vm] of [...own].reverse().entries()) {
      if (index > 0) await steps.settle();
      steps.progress(vm, 'is restored');
      const { code, stderr } = await steps.apply(vm, 'restore');
      set(vm, code === 0 ? 'restored' : 'not restored', code === 0 ? undefined : lastLine(stderr));
    }
  });
  return [...outcomes.values()];
}

/** Returns why it failed. */
async function change(vm: Vm, { apply, ask }: RollOut): Promise<string | undefined> {
  const { code, stderr, ended } = await apply(vm, 'apply');
  if (ended === 'stopped') return 'was interrupted; vm:status shows what the VM has';
  if (code !== 0) return lastLine(stderr);
  const [status] = await ask([vm]);
  if (status?.state === 'current') return undefined;
  const what = status?.error ?? status?.files.map(({ path, difference }) => `${path} is ${difference}`).join(', ');
  return `apply.sh ended well, but the VM is ${status?.state}: ${what}`;
}

/** While a VM reads its files it refuses connections for a moment: another one of its tenant has to take them. */
async function leavesNoWayOut(vm: Vm, vms: readonly Vm[], { ask }: RollOut): Promise<string | undefined> {
  const others = vms.filter((other) => other !== vm);
  if (vm.drain || others.length === 0) return undefined;
  const statuses = await ask(vms);
  const carries = (status: VmStatus) => status.listens && !status.vm.drain;
  const own = statuses.find((status) => status.vm === vm);
  if (!own?.listens || statuses.some((status) => status.vm !== vm && carries(status))) return undefined;
  return `nothing was changed: no other proxy of ${vm.tenant} takes connections (expected one that listens and has no drain: true)`;
}

/** VMs that stand in for each other. */
function byTenant(vms: readonly Vm[]): ReadonlyMap<string, readonly Vm[]> {
  return groupsOf(vms, ({ environment, tenant }) => `${environment}/${tenant}`);
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) || 'apply.sh failed';
}
