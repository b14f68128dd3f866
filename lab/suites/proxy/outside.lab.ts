import type { EnvironmentModel } from '../../../lib';
import { waitFor } from '../../process/wait';
import { Gateway } from '../../testbed/gateway';
import { World } from '../../testbed/proxies';
import { PAIR, pairModel } from '../../testbed/settings';
import { Asking } from './_asking';

// A gateway and its two proxies, each with its agent. What fails is behind the proxies; both Squids work all the time.

const NODE = 'plain-pool-1';
const [A, B] = ['203.0.113.10', '203.0.113.11'];
const WEB = '34.160.111.145';
const TARGETS = [`${WEB}:8081`, 'target.test:8082'];
const model: EnvironmentModel = pairModel({}, [], TARGETS);

let world: World;
let gateway: Gateway;

beforeAll(async () => {
  world = await World.up('proxy-outside', model);
  await world.internet.serve({ name: 'exact.test' });
  await world.internet.serve({ name: 'target.test', http: [8081, 8082], https: [] });
  for (const proxy of PAIR) {
    await world.startProxy(proxy);
    await world.startAgent(proxy);
  }
  gateway = await Gateway.start(world.host(NODE), model, 'plain', world.pki);
  await internet('add', 'table', 'ip', 'faults');
  await internet('add', 'chain', 'ip', 'faults', 'in', '{ type filter hook input priority 0 ; }');
  await waitFor('both proxies are certain', async () => (await said('certain')).join() === 'up,up');
});

afterAll(() => world?.down());

const internet = (...words: string[]) => world.host('internet').must(['nft', ...words]);
const drops = (...rules: string[]) => Promise.all(rules.map((rule) => internet(`add rule ip faults in ${rule} drop`)));
const heal = () => internet('flush', 'chain', 'ip', 'faults', 'in');
const vm = (...words: string[]) => world.host('squid-a').must(['ip', ...words]);

/** What the agents say to the gateway's node. */
function said(question: string): Promise<string[]> {
  const ask = async (address: string) => {
    const script = `exec 3<>/dev/tcp/${address}/9302; echo ${question} >&3; timeout 2 head -1 <&3`;
    return (await world.host(NODE).run(['bash', '-c', script])).stdout.trim();
  };
  return Promise.all(['172.16.28.8', '172.16.28.9'].map(ask));
}

const line = async () =>
  /dev (line\d+)/.exec(await world.host('internet').must(['ip', 'route', 'get', A as string]))?.[1] as string;

interface Fault {
  readonly name: string;
  begin(): Promise<unknown>;
  end(): Promise<unknown>;
}

let device: string;

const FAULTS: readonly Fault[] = [
  {
    name: 'whose Flexible IP is detached',
    begin: async () => {
      device = await line();
      await world.host('internet').must(['ip', 'route', 'del', `${A}/32`, 'dev', device]);
    },
    end: () => world.host('internet').must(['ip', 'route', 'add', `${A}/32`, 'dev', device]),
  },
  {
    name: 'whose resolver is dead',
    begin: () => drops(`ip saddr ${A} udp dport 53`),
    end: heal,
  },
  {
    name: 'whose route is gone',
    begin: () => vm('route', 'del', 'default'),
    end: () => vm('route', 'add', 'default', 'via', '169.254.1.1', 'dev', 'eth1', 'src', A as string),
  },
];

test.each(FAULTS)(
  'a proxy $name loses its place, without a further request lost, and is used again by itself',
  async (fault) => {
    const asking = await Asking.start(world.host(NODE));
    await waitFor('the first proxy is used', async () => asking.answers().length > 10);
    const begun = Date.now();
    await fault.begin();
    await waitFor('the second proxy is used', async () => asking.answers().at(-1)?.seen === B);
    const moved = asking.answers().find(({ seen }) => seen === B)?.begun as number;
    await waitFor('it stays', async () => asking.answers().filter(({ seen }) => seen === B).length > 30);
    const ended = Date.now();
    await fault.end();
    await waitFor('the first proxy is used again', async () => asking.answers().at(-1)?.seen === A);
    await waitFor('it stays', async () =>
      asking
        .answers()
        .slice(-10)
        .every(({ seen }) => seen === A),
    );
    const answers = await asking.stop();
    const back = answers.find(({ seen, begun: at }) => seen === A && at > ended)?.begun as number;
    process.stderr.write(`${fault.name}: moved after ${moved - begun} ms, back after ${back - ended} ms\n`);
    expect(answers.filter(({ begun: at }) => at >= moved).map(({ seen }) => seen)).not.toContain('');
    expect(new Set(answers.filter(({ begun: at }) => at >= moved && at < ended).map(({ seen }) => seen))).toEqual(
      new Set([B]),
    );
  },
);

describe('nothing moves', () => {
  test.each([
    ['one partner is down', ['tcp dport 8081'], ['up', 'up']],
    ['the other one is', ['tcp dport 8082'], ['up', 'up']],
    ['all are, for both proxies at once', ['tcp dport { 8081, 8082 }'], ['down', 'down']],
    ['names are not resolved, for both proxies at once', ['udp dport 53'], ['down', 'down']],
  ])('while %s, and a tunnel stays open', async (_, rules, agents) => {
    const tunnel = await Asking.tunnel(world.host(NODE));
    const asking = await Asking.start(world.host(NODE));
    await waitFor('the first proxy is used', async () => asking.answers().length > 10);
    await drops(...rules);
    // Longer than an agent takes to notice.
    const from = Date.now();
    await waitFor('seven seconds', async () => Date.now() - from > 7000, { timeout: 20_000 });
    const during = await said('reaching');
    expect(await gateway.isReady()).toBe(true);
    await heal();
    await waitFor('both agents are content', async () => (await said('certain')).join() === 'up,up');
    const answers = await asking.stop();
    expect(during).toEqual(agents);
    expect(new Set(answers.map(({ seen }) => seen))).toEqual(new Set([A]));
    expect(await tunnel.isOpen()).toBe(true);
  });

  test('while an agent is dead', async () => {
    const asking = await Asking.start(world.host(NODE));
    await world.host('squid-a').daemon('agent').stop('SIGKILL');
    const from = Date.now();
    await waitFor('four seconds', async () => Date.now() - from > 4000, { timeout: 20_000 });
    const answers = await asking.stop();
    expect(new Set(answers.map(({ seen }) => seen))).toEqual(new Set([A]));
    await world.host('squid-a').daemon('agent').start();
    await waitFor('it is back', async () => (await said('certain')).join() === 'up,up');
  });
});

test('the agent answers its tenant’s nodes alone, and nothing that reaches Squid gets to it', async () => {
  const reach = (from: string, port: number) =>
    world.host(from).run(['timeout', '2', 'bash', '-c', `exec 3<>/dev/tcp/172.16.28.8/${port}`]);
  expect((await reach(NODE, 9302)).code).toBe(0);
  expect((await reach('system-1', 9302)).code).not.toBe(0);
  for (const port of [9302, 9303]) {
    expect(await world.curl(NODE, 'squid-a', `http://172.16.28.8:${port}/`)).toMatchObject({ status: 403 });
    expect(await world.curl(NODE, 'squid-a', '-p', `http://172.16.28.8:${port}/`)).toMatchObject({ status: 403 });
  }
});
