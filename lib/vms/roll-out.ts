import { inParallel } from './in-parallel';
import type { Output } from './ssh';
import type { VmStatus } from './status';
import type { Vm } from './targets';

/** What came of one VM. */
export interface Outcome {
  readonly vm: Vm;
  readonly result: 'current' | 'applied' | 'failed' | 'restored' | 'not restored' | 'not started';
  /** Why it failed. */
  readonly error?: string;
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
  /** Applies even where the tenant has no way out meanwhile. */
  readonly force: boolean;
  /** Puts back the previous files of VMs that were changed, when another one fails. */
  readonly rollback: boolean;
}

/** Tenants whose VMs are changed at a time. */
const AT_A_TIME = 4;

/**
 * Brings files to VMs: one of each tenant after the other, since they stand in for each other. After the first failure
 * nothing further begins; what has begun ends.
 */
export async function rollOut(statuses: readonly VmStatus[], steps: RollOut): Promise<Outcome[]> {
  const outcomes = new Map<Vm, Outcome>();
  const set = (vm: Vm, result: Outcome['result'], error?: string) =>
    outcomes.set(vm, { vm, result, ...(error === undefined ? {} : { error }) });
  const hasFailed = () => [...outcomes.values()].some(({ result }) => result === 'failed');
  const todo = statuses.filter((status) => !steps.skips(status));
  for (const { vm } of statuses) set(vm, 'current');
  for (const { vm } of todo) set(vm, 'not started');

  await inParallel(byTenant(todo), AT_A_TIME, async (own) => {
    const vms = statuses.map(({ vm }) => vm).filter((vm) => isSameTenant(vm, own[0] as Vm));
    for (const [index, vm] of own.entries()) {
      if (index > 0 && !hasFailed()) await steps.settle();
      if (hasFailed()) return;
      const refusal = steps.force ? undefined : await leavesNoWayOut(vm, vms, steps);
      if (refusal !== undefined) {
        set(vm, 'failed', refusal);
        return;
      }
      steps.progress(vm, 'is changed');
      const error = await change(vm, steps);
      set(vm, error === undefined ? 'applied' : 'failed', error);
    }
  });

  const changed = [...outcomes.values()].filter(({ result }) => result === 'applied').map(({ vm }) => vm);
  if (!hasFailed() || !steps.rollback) return [...outcomes.values()];
  // The last one first, as they were changed.
  await inParallel(byTenant(changed.map((vm) => ({ vm }))), AT_A_TIME, async (own) => {
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
  const { code, stderr } = await apply(vm, 'apply');
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

function byTenant(statuses: readonly Pick<VmStatus, 'vm'>[]): Vm[][] {
  const groups: Vm[][] = [];
  for (const { vm } of statuses) {
    const group = groups.find(([first]) => first !== undefined && isSameTenant(first, vm));
    if (group) group.push(vm);
    else groups.push([vm]);
  }
  return groups;
}

function isSameTenant(a: Vm, b: Vm): boolean {
  return a.environment === b.environment && a.tenant === b.tenant;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) || 'apply.sh failed';
}
