import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pki } from '../../cluster/pki';
import { INTERNET } from '../../machine/topology';
import { LogStore } from '../../testbed/log-store';
import { trustLab } from '../_vm';
import type { Plan } from './_plan';
import type { DrillWorld } from './_world';

/** The log store of the drilled environment. */
const NAME = 'logs.example.com';
const SYSTEMCTL = '/usr/local/sbin/systemctl';

/** Milliseconds until the store is repaired. */
const REPAIR = 20_000;

/** Requests of a tenant while the store is down, each to a host of its own. */
const HOSTS = Array.from({ length: 10 }, (_, index) => `down-${index + 1}.logged.test`);

let store: LogStore;
let repaired: Promise<void>;

export const planLogStore: Plan = {
  fault: 'the store is stopped, requests go on, and those who run it start it again after 20 seconds',
  plant: async (world) => {
    await startShipping(world);
    await world.curl('client-a', 'http://before.logged.test/');
    await hasAll(world, ['before.logged.test']);
    await store.daemon.stop('SIGTERM');
    // rsyslog takes the first record after the store's end for delivered (docs/logs.md).
    await world.curl('client-a', 'http://lost.logged.test/');
    for (const host of HOSTS) await world.curl('client-a', `http://${host}/`);
    repaired = sleep(REPAIR).then(() => store.restart());
    return {};
  },
  solved: async (world) => {
    await repaired;
    await hasAll(world, HOSTS);
  },
  after: async ({ lab }) => {
    for (const { host } of lab.topology.proxies) {
      await lab.host(host).daemon('rsyslog').stop();
      await lab.host(host).must(['rm', SYSTEMCTL]);
    }
    await store.daemon.stop();
  },
};

/** A store, and what ships the records on each VM. */
async function startShipping({ lab }: DrillWorld): Promise<void> {
  const pki = Pki.attach(lab.state);
  const { web } = lab.topology.internet;
  await lab.internet.resolve(NAME, web);
  await pki.issue({ file: 'logs', subject: `/CN=${NAME}`, names: [`DNS:${NAME}`] });
  const syslog = { address: web, certificate: pki.file('logs.crt'), key: pki.file('logs.key') };
  store = await LogStore.start(lab.host(INTERNET), syslog);
  const systemctl = readFileSync(join(__dirname, 'assets', 'systemctl.sh'), 'utf8');
  for (const plan of lab.topology.proxies) {
    const vm = lab.host(plan.host);
    await trustLab(pki, vm);
    await vm.must(['mkdir', '-p', '/var/spool/rsyslog']);
    await vm.write(SYSTEMCTL, systemctl, '755');
    await vm.start('rsyslog', ['rsyslogd', '-n', '-iNONE']);
  }
}

function hasAll({ lab }: DrillWorld, hosts: readonly string[]): Promise<unknown> {
  return lab.waitFor(
    'the store has a record of each request',
    async () => {
      const stored = new Set((await store.records()).map(({ host }) => host));
      return hosts.every((host) => stored.has(host));
    },
    90_000,
  );
}
