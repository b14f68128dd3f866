import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import type { EnvironmentModel } from '../../../lib';
import { auditSchema } from '../../../lib/proxy';
import { scriptCommand } from '../../process/script';
import { waitFor } from '../../process/wait';
import type { LogLine, World } from '../../testbed/proxies';
import { model, tenant } from '../../testbed/settings';
import { ENFORCED, type Order, REPORTED, type Seen } from './_names-cases';
import type { TunnelAnswer } from './_tunnel-client';

const WEB = [80, 443];
const ALLOW = [
  { host: 'exact.test', ports: WEB },
  { host: '.below.test', ports: WEB },
  { host: 'port.test', ports: [8443] },
  { host: 'refused.test', ports: WEB },
  { host: 'gone.test', ports: WEB },
  { host: 'any.test', ports: WEB, sni: 'any' as const },
  { host: 'any.below.test', ports: WEB, sni: 'any' as const },
];

/** Tenants whose proxies compare names: by plain HTTP, by TLS, and one that only reports. */
export const NAMES: EnvironmentModel = {
  ...model,
  tenants: [
    tenant('named', 1, { allow: ALLOW }),
    tenant('certificate', 2, { allow: ALLOW, clientCertificate: true }),
    tenant('reporting', 3, { allow: ALLOW, mode: 'report' }),
  ],
};

const isAuditRecord = new Ajv().compile(auditSchema());

export async function furnishNames(world: World): Promise<void> {
  for (const name of ['exact.test', 'a.below.test', 'any.test', 'any.below.test', 'unlisted.test'])
    await world.internet.serve({ name });
  await world.internet.serve({ name: 'port.test', https: [443, 8443] });
  // Where nothing listens on 443.
  await world.internet.resolve('refused.test', world.topology.internet.dns);
  await world.internet.resolve('inside.below.test', '10.9.9.9');
  await world.pki.issue({ file: 'own', subject: '/CN=certificate' });
  await world.certify('squid-certificate');
}

let opened = 0;

/** Opens tunnels from a tenant's node. Each leaves exactly one line, which is an audit record. */
async function open(world: World, name: string, orders: readonly Order[]): Promise<readonly Seen[]> {
  const host = `squid-${name}`;
  const { proxy } = world.topology.proxies.find((plan) => plan.host === host) as World['topology']['proxies'][number];
  const pem = (file: string) => readFileSync(world.pki.file(file), 'utf8');
  const identity =
    name === 'certificate' ? { cert: pem('own.crt'), key: pem('own.key'), ca: pem('ca.crt') } : undefined;
  // Lines are found by what the client calls itself.
  const first = opened;
  opened += orders.length;
  const agents = orders.map((_, index) => `tunnel-${first + index}"`);
  const input = JSON.stringify(
    orders.map((order, index) => ({
      ...{ proxy, identity, ...order },
      headers: [`User-Agent: ${agents[index]}`, ...(order.headers ?? [])],
    })),
  );
  const before = (await world.accessLog(host)).length;
  const client = scriptCommand(join(__dirname, '_tunnel-client.ts'));
  const answers = JSON.parse(await world.host(`${name}-pool-1`).must(client, { input, timeout: 90_000 }));
  const lines = (await world.accessLog(host, before + orders.length)).slice(before);
  return answers.map((answer: TunnelAnswer, index: number): Seen => {
    const own = lines.filter(({ agent }) => agent === `tunnel-${first + index}%22`);
    expect({ order: orders[index], answer, lines: own }).toMatchObject({ lines: [expect.anything()] });
    const [line] = own as [LogLine];
    isAuditRecord(line);
    expect({ line, errors: isAuditRecord.errors }).toEqual({ line, errors: null });
    return { answer, line };
  });
}

/** What the second hop does with names, whichever Squid it is. */
export function comparesNames(ask: () => World): void {
  describe.each([
    ['named', ENFORCED],
    ['certificate', ENFORCED],
    ['reporting', REPORTED],
  ] as const)('%s:', (name, cases) => {
    let all: readonly Seen[];
    const topology = () => ask().topology;

    beforeAll(async () => {
      all = await open(
        ask(),
        name,
        cases.map(({ order }) => order),
      );
    }, 120_000);

    test.each(cases.map(({ title }, index) => [title, index] as const))('%s', (_, index) => {
      const { internet, nodes } = topology();
      const node = nodes.find((one) => one.name === `${name}-pool-1`)?.address;
      cases[index]?.check(all[index] as Seen, { ...internet, node: node as string });
    });

    test('the line has the subject of the client certificate, where there is one', () => {
      const subjects = new Set(all.map(({ line }) => line.certificate));
      expect([...subjects]).toEqual([name === 'certificate' ? '/CN=certificate' : undefined]);
    });
  });

  test('the second hop is closed to nodes, and to all but tunnels', async () => {
    const node = ask().host('named-pool-1');
    const asked = ['curl', '-s', '-o', '/dev/null', '-m', '2', '-w', '%{http_code}'];
    for (const address of ['172.16.28.8', '127.0.0.1'])
      expect((await node.run([...asked, `http://${address}:3129/`])).stdout).toBe('000');
    const manager = ['http://127.0.0.1:3129/squid-internal-mgr/info'];
    for (const url of [manager, ['-x', 'http://127.0.0.1:3129', 'http://exact.test/']]) {
      const onVm = async (...as: string[]) =>
        (
          await ask()
            .host('squid-named')
            .run([...as, ...asked, ...url])
        ).stdout;
      // The firewall lets Squid's user in, and no other user of the VM.
      expect(await onVm('setpriv', '--reuid=13', '--clear-groups')).toBe('403');
      expect(await onVm()).toBe('000');
    }
  });

  describe('what holds it', () => {
    const HOST = 'squid-named';
    const conf = () => ask().rendered(HOST)['squid.conf'] as string;
    const reloaded = async (text: string) => {
      await ask().host(HOST).write('/etc/squid/squid.conf', text);
      expect(await ask().squid(HOST, '-k', 'reconfigure')).toMatchObject({ code: 0 });
      const opens = ['curl', '-s', '-o', '/dev/null', '-m', '2', '-k', '-w', '%{http_connect}'];
      const accepts = async () => {
        const through = ['-x', 'http://172.16.28.8:3128', 'https://exact.test/'];
        return (
          (
            await ask()
              .host('named-pool-1')
              .run([...opens, ...through])
          ).stdout === '200'
        );
      };
      // For a moment Squid refuses connections, and then has no second hop.
      await waitFor('tunnels are opened again', accepts, { timeout: 15_000 });
    };
    const one = async (order: Order) => (await open(ask(), 'named', [order]))[0] as Seen;
    const fronted = { host: 'exact.test', sni: 'unlisted.test' };
    afterAll(() => reloaded(conf()));

    test('without the last line, another name gets through', async () => {
      await reloaded(conf().replace('ssl_bump terminate all because_sni', 'ssl_bump splice all named'));
      expect((await one(fronted)).answer.subject).toBe('unlisted.test');
    });

    test('without the line about no name, a tunnel without one gets through', async () => {
      await reloaded(conf().replace('ssl_bump terminate read nameless because_sni\n', ''));
      const { line } = await one({ ...fronted, sni: '' });
      expect(line).toMatchObject({ denied_by: '-', destination: ask().topology.internet.web });
    });

    test('without the line about the only way, another name gets through', async () => {
      await reloaded(
        conf().replace('never_direct allow checked\n', '').replace('names allow checked', 'names deny all'),
      );
      expect((await one(fronted)).answer.subject).toBe('unlisted.test');
    });

    test('even a tunnel that the second hop denies does not see our certificate', async () => {
      const denying = conf().replace('http_access allow names_hop CONNECT keep', 'http_access deny names_hop');
      const order = { host: 'exact.test', sni: 'exact.test' };
      const all = denying.replace(' !kept !passed_on', '').replace(/^access_log .*egress_checked.*$/m, '');
      await reloaded(all);
      expect((await one(order)).answer).toMatchObject({ subject: '', body: '' });
      // With a version of TLS left, it would.
      await reloaded(all.replace(' tls-min-version=1.3 options=NO_TLSv1_3', ''));
      expect((await one(order)).answer.subject).toBe('unused');
    });
  });
}
