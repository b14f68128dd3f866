import { leftovers } from '../../lifetime/leftovers';
import { waitFor } from '../../process/wait';
import { NODE, Repository, TUNNEL } from './_vms';

const ALLOW = ['exact.test', TUNNEL];
const egress = { redundancy: 'active-active', drainGrace: '30s' };
let repository: Repository;

beforeAll(async () => {
  repository = await Repository.up('proxy-drain', false, egress);
});
afterAll(() => {
  repository?.remove();
  if (!repository?.world) return;
  repository.world.down();
  expect(leftovers(repository.world.state)).toEqual([]);
});

test('tunnels survive a reload of the gateway; those through a drained proxy end after the grace, and no others', async () => {
  // With the fewest connections first, they are on both proxies.
  const tunnels = [
    await repository.openTunnel('1'),
    await repository.openTunnel('2'),
    await repository.openTunnel('3'),
  ];
  const areOver = () => Promise.all(tunnels.map((tunnel) => tunnel.isOver()));
  await repository.gateway.update(await repository.change(ALLOW, { ...egress, drained: ['squid-a'] }), 'pair');
  const isReloaded = async () =>
    repository.world.host(NODE).log('gateway.log').includes('configuration changed: reloaded');
  await waitFor('the gateway has read its files', isReloaded);
  const log = () => repository.world.host(NODE).log('gateway.log');
  expect({ areOver: await areOver(), log: log() }).toMatchObject({ areOver: [false, false, false] });
  await waitFor('a tunnel was cut', async () => (await areOver()).includes(true), { timeout: 120_000 });
  const answers = await Promise.all(tunnels.map((tunnel) => tunnel.answer()));
  expect({ answers: [...new Set(answers)].sort(), log: log() }).toMatchObject({ answers: ['203.0.113.11', undefined] });
});
