import { leftovers } from '../../lifetime/leftovers';
import { World } from '../../testbed/proxies';
import { model } from '../../testbed/settings';
import { certificates } from './_certificates';
import { decides } from './_decides';
import { parses } from './_parses';
import { furnish } from './_tenants';

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
