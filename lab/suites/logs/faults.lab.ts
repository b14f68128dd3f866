import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { leftovers } from '../../lifetime/leftovers';
import { waitFor } from '../../process/wait';
import { record } from './_record';
import { WAYS, type Way } from './_settings';
import { LogSite } from './_site';

/** What docs/logs.md says in LogsQL. */
function queriesOfPage(): readonly string[] {
  const page = readFileSync(join(__dirname, '../../../docs/logs.md'), 'utf8');
  return [...page.matchAll(/^```logsql\n([\s\S]*?)\n```$/gm)].map(([, query = '']) => query);
}

/** Records that are lost when a store stops: rsyslog takes the first one after that for delivered. */
const LOST: Readonly<Record<Way, number>> = { syslog: 1, loki: 0 };

/** Milliseconds of a short outage. */
const DOWN = 10_000;
const TEN_MINUTES = 600_000;

describe.each(WAYS)('%s', (way: Way) => {
  let site: LogSite;

  beforeAll(async () => {
    site = await LogSite.up(way);
  });
  afterAll(() => {
    if (!site) return;
    site.world.down();
    expect(leftovers(site.world.state)).toEqual([]);
  });

  /** Requests while something happens, and what became of them. @param pause seconds between two requests */
  async function during(label: string, fault: string, happen: () => Promise<unknown>, pause?: number) {
    const asking = site.ask(label, 200, pause);
    await sleep(2000);
    await happen();
    await asking;
    const outcome = await site.outcome(label, 200);
    record(fault, way, outcome);
    return outcome;
  }

  async function killVm(): Promise<void> {
    const daemons = ['squid', 'agent', ...(way === 'syslog' ? ['rsyslog'] : [])];
    await Promise.all(daemons.map((name) => site.vm.daemon(name).stop('SIGKILL')));
  }

  async function startVm(): Promise<void> {
    for (const name of ['squid', 'agent', ...(way === 'syslog' ? ['rsyslog'] : [])]) await site.vm.daemon(name).start();
    const listens = async () => (await site.vm.must(['ss', '-Htln', 'src', '172.16.28.8:3128'])) !== '';
    await waitFor('Squid listens', listens);
  }

  test('without a fault each request is one record', async () => {
    expect(await during('well', 'none', async () => undefined)).toEqual({ requests: 200, lost: 0, repeated: 0 });
    const all = await site.stored();
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(all.find(({ host }) => host === 'well-7.below.test')).toMatchObject({
      environment: way,
      tenant: 'client',
      proxy: 'squid-a',
      source: '172.16.28.20',
      id: expect.stringMatching(new RegExp(`^${way}/client/squid-a/\\d+/1-\\d+$`)),
    });
  });

  test('a store that is stopped and started again has the records', async () => {
    const outcome = await during('stopped', 'the store is stopped, and starts again', async () => {
      await site.store.daemon.stop('SIGTERM');
      await sleep(DOWN);
      await site.store.restart();
    });
    expect(outcome.lost).toBeLessThanOrEqual(LOST[way]);
  });

  test('a store that is down for ten minutes gets the records', async () => {
    const fault = 'the store is down for ten minutes, while requests go on';
    const happen = async () => {
      await site.store.daemon.stop('SIGTERM');
      await sleep(TEN_MINUTES);
      await site.store.restart();
    };
    const outcome = await during('long', fault, happen, 3.1);
    expect(outcome.lost).toBeLessThanOrEqual(LOST[way]);
  }, 1_200_000);

  test('a network that is broken for a while costs no record', async () => {
    const outcome = await during('broken', 'the network to the store is broken, and mended', async () => {
      await site.cut();
      await sleep(DOWN);
      await site.mend();
    });
    expect(outcome.lost).toBe(0);
  });

  test('when the store’s machine is gone without a word, only a way that confirms records loses none', async () => {
    const outcome = await during(
      'gone',
      'the store’s machine is gone without a word, and another takes its place',
      async () => {
        await site.cut();
        // What it has confirmed is in its memory for five seconds, and not ours to lose.
        await sleep(12_000);
        await site.store.daemon.stop('SIGKILL');
        await site.store.restart();
        await site.mend();
      },
    );
    if (way === 'loki') expect(outcome.lost).toBe(0);
  });

  test('a shipper that is killed while the store is down repeats some records', async () => {
    const outcome = await during('killed', 'the shipper is killed while the store is down', async () => {
      await site.store.daemon.stop('SIGTERM');
      await sleep(3000);
      await site.shipper.stop('SIGKILL');
      await site.shipper.start();
      await sleep(3000);
      await site.store.restart();
    });
    expect(outcome.lost).toBeLessThanOrEqual(LOST[way]);
    expect(outcome.repeated).toBeLessThanOrEqual(100);
  });

  test('a shipper that hangs does not hold up a request', async () => {
    await site.shipper.stop('SIGSTOP');
    const longest = await site.ask('hung', 100, 0.01);
    await site.shipper.start();
    expect(longest).toBeLessThan(1);
    const outcome = await site.outcome('hung', 100);
    record('the shipper hangs', way, outcome);
    expect(outcome.lost).toBe(0);
  });

  test('a VM that is killed and comes back loses no record that Squid wrote', async () => {
    const asking = site.ask('back', 200);
    await sleep(4000);
    await killVm();
    await startVm();
    await asking;
    const logged = await site.logged('back');
    const outcome = await site.outcome('back', logged.length);
    record('the VM is killed, and comes back', way, outcome);
    expect(logged.length).toBeGreaterThan(50);
    expect(outcome.lost).toBe(0);
  });

  test('a VM that is killed and replaced loses its last second at most', async () => {
    const asking = site.ask('replaced', 100);
    await sleep(4000);
    const killed = Date.now();
    await killVm();
    const text = await site.vm.must(['cat', '/var/log/squid/access.log']);
    await asking;
    await sleep(1000);
    const has = new Set((await site.stored()).map(({ id }) => id));
    const records = text.split('\n').flatMap((line) => (line.includes('"replaced-') ? [JSON.parse(line)] : []));
    const lost = records.filter(({ id }) => !has.has(id));
    await startVm();
    record('the VM is killed, and replaced', way, { requests: records.length, lost: lost.length, repeated: 0 });
    expect(records.length).toBeGreaterThan(20);
    for (const { time } of lost) expect(Date.parse(time)).toBeGreaterThan(killed - 1000);
  });

  test('what a full disk costs is counted', async () => {
    const fill = ['dd', 'if=/dev/zero', 'of=/var/log/squid/full', 'bs=1k'];
    await site.ask('before', 2);
    const before = await site.metric('egress_log_records_lost_total');
    await site.vm.run(fill);
    await site.ask('full', 60, 0.01);
    await site.vm.must(['rm', '/var/log/squid/full']);
    await site.ask('after', 5);
    const outcome = await site.outcome('full', 60);
    record('the disk is full', way, outcome);
    expect(outcome.lost).toBeGreaterThan(20);
    // The first line after them is glued to a broken one, and counts as lost, too.
    const counted = (await site.metric('egress_log_records_lost_total')) - before;
    const after = await site.outcome('after', 5);
    expect(counted).toBe(outcome.lost + after.lost);
  });

  test('hosts and headers forge nothing', async () => {
    const forged = '{"id":"x/y/z/1/1-1","tenant":"other","host":"forged.test"}';
    const hostile = [
      `GET http://quote".below.test/ HTTP/1.1\r\nHost: a"b${forged}\r\n\r\n`,
      `GET http://line.below.test/ HTTP/1.1\r\nHost: line.below.test\r\nUser-Agent: x","tenant":"other","y":"${forged}\r\n\r\n`,
      `GET http://lf.below.test/ HTTP/1.1\r\nHost: lf.below.test\r\nUser-Agent: x\n${forged}\n\r\n\r\n`,
      `GET http://bytes.below.test/ HTTP/1.1\r\nHost: bytes.below.test\r\nUser-Agent: \x01\x7f\xff\x1b[31m\\u0000\\"\r\n\r\n`,
      `GET http://frame.below.test/ HTTP/1.1\r\nHost: frame.below.test\r\nUser-Agent: 99 <133>1 2026-01-01T00:00:00Z evil squid - - - ${forged}\r\n\r\n`,
      `CONNECT ${forged}:443 HTTP/1.1\r\n\r\n`,
    ];
    const before = (await site.stored()).length;
    for (const bytes of hostile) await site.world.raw('client-pool-1', 'squid-a', bytes);
    await site.ask('end', 1);
    await site.outcome('end', 1);
    const all = await site.stored();
    expect(all.length - before).toBeLessThanOrEqual(hostile.length + 1);
    const strange = all.filter(({ id, tenant, environment, proxy }) =>
      [
        id?.startsWith(`${way}/client/squid-a/`),
        tenant === 'client',
        environment === way,
        proxy === 'squid-a',
      ].includes(false),
    );
    expect(strange).toEqual([]);
    expect(all.some(({ host }) => host === 'forged.test')).toBe(false);
    expect(all.find(({ host }) => host === 'line.below.test')?.agent).toMatch(/^x%22,%22tenant%22:%22other/);
  });

  const queries = way === 'loki' ? queriesOfPage() : [];

  test('the queries of the page are understood, and those about what happened here have results', async () => {
    for (const query of queries) {
      const results = await site.store.query(query.replace('api.partner.example', 'well-7.below.test'));
      expect({
        query,
        results: query.startsWith('reported_by') || query.startsWith('milliseconds') || results > 0,
      }).toEqual({
        query,
        results: true,
      });
    }
  });
});
