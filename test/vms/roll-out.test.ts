import { setImmediate as tick } from 'node:timers/promises';
import type { Output } from '../../lib/vms';
import { type Counts, type Outcome, rollOut, type Vm, type VmStatus } from '../../lib/vms';

/** 250 tenants with two VMs each. */
const FLEET = Array.from({ length: 250 }, (_, tenant) =>
  ['squid-a', 'squid-b'].map(
    (proxy): Vm => ({
      environment: 'production',
      tenant: `t${tenant}`,
      proxy,
      address: '172.16.28.8',
      port: 3128,
      drain: false,
      tls: false,
      name: `${proxy}.t${tenant}`,
      files: {},
    }),
  ),
).flat();

const DONE: Output = { code: 0, stdout: '', stderr: '' };

/** VMs that are changed in memory, and what was seen of it. */
class World {
  readonly current = new Set<Vm>();
  readonly underWay = new Set<Vm>();
  readonly stop = new AbortController();
  /** The most VMs at a time, and the most of one tenant. */
  most = { vms: 0, ofATenant: 0 };
  order: string[] = [];
  counts: Counts[] = [];
  fails = new Set<string>();

  statusOf = (vm: Vm): VmStatus => ({
    vm,
    state: this.current.has(vm) ? 'current' : 'different',
    files: [],
    listens: true,
  });

  run(parallel: number, vms: readonly Vm[] = FLEET, more: readonly VmStatus[] = []): Promise<Outcome[]> {
    return rollOut([...vms.map(this.statusOf), ...more], {
      apply: async (vm) => {
        this.underWay.add(vm);
        this.order.push(`${vm.tenant} ${this.underWay.size}`);
        const own = [...this.underWay].filter(({ tenant }) => tenant === vm.tenant);
        this.most = {
          vms: Math.max(this.most.vms, this.underWay.size),
          ofATenant: Math.max(this.most.ofATenant, own.length),
        };
        await tick();
        this.underWay.delete(vm);
        if (this.fails.has(vm.name)) return { ...DONE, code: 1, stderr: 'no' };
        this.current.add(vm);
        return DONE;
      },
      ask: async (some) => some.map(this.statusOf),
      skips: ({ state }) => state === 'current',
      settle: () => tick(),
      progress: () => undefined,
      counted: (counts) => this.counts.push({ ...counts }),
      parallel,
      stop: this.stop.signal,
      force: false,
      rollback: false,
    });
  }
}

function tally(outcomes: readonly Outcome[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { result } of outcomes) counts[result] = (counts[result] ?? 0) + 1;
  return counts;
}

test.each([1, 7, 40])('500 VMs are changed, %d tenants at a time at most, and one VM of a tenant', async (parallel) => {
  const world = new World();
  expect(tally(await world.run(parallel))).toEqual({ applied: 500 });
  expect(world.most).toEqual({ vms: parallel, ofATenant: 1 });
  expect(world.counts.at(-1)).toEqual({ all: 500, begun: 500, done: 500 });
});

test('the first tenant is changed alone', async () => {
  const world = new World();
  await world.run(40);
  expect(world.order.slice(0, 3)).toEqual(['t0 1', 't0 1', 't1 1']);
});

test('if the first VM fails no other one is touched', async () => {
  const world = new World();
  world.fails.add('squid-a.t0');
  expect(tally(await world.run(40))).toEqual({ failed: 1, 'not started': 499 });
  expect(world.order).toHaveLength(1);
});

test('after a failure what has begun ends, and nothing further begins', async () => {
  const world = new World();
  world.fails.add('squid-b.t9');
  const { failed, applied = 0, ...rest } = tally(await world.run(8));
  expect([failed, rest['not started']]).toEqual([1, 499 - applied]);
  expect(applied).toBeLessThan(40);
});

test('a run that was interrupted is continued by the next one, which changes each of the others once', async () => {
  const first = new World();
  const interrupted = first.run(8);
  while (first.current.size < 100) await tick();
  first.stop.abort();
  const { applied = 0, ...rest } = tally(await interrupted);
  expect(applied).toBeGreaterThanOrEqual(100);
  expect(applied).toBeLessThan(120);
  expect(rest).toEqual({ 'not started': 500 - applied });
  const second = new World();
  for (const vm of first.current) second.current.add(vm);
  expect(tally(await second.run(8))).toEqual({ current: applied, applied: 500 - applied });
  expect(second.order).toHaveLength(500 - applied);
});

test('a VM that cannot be asked keeps the others of its tenant as they are, and no other tenant', async () => {
  const world = new World();
  const [missing, partner] = FLEET as [Vm, Vm];
  const unreachable: VmStatus = { vm: missing, state: 'unreachable', files: [], listens: false, error: 'no route' };
  const outcomes = await world.run(8, FLEET.slice(1), [unreachable]);
  expect(tally(outcomes)).toEqual({ applied: 498, skipped: 1, unreachable: 1 });
  expect(outcomes.find(({ vm }) => vm === partner)?.result).toBe('skipped');
});
