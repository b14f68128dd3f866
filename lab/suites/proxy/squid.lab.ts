import { leftovers } from '../../lifetime/leftovers';
import { certificates } from './_certificates';
import { decides } from './_decides';
import { model } from '../../testbed/settings';
import { parses } from './_parses';
import { furnish } from './_tenants';
import { World } from '../../testbed/proxies';

let world: World;

beforeAll(async () => {
  world = await World.up('proxies', model);
  await furnish(world);
  for (const { host } of world.topology.proxies) await world.startProxy(host);
});

afterAll(() => {
  if (!world) return;
  world.down();
  expect(leftovers(world.state)).toEqual([]);
});

parses(() => world);
decides(() => world);
certificates(() => world);
