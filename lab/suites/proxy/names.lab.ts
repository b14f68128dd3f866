import { leftovers } from '../../lifetime/leftovers';
import { World } from '../../testbed/proxies';
import { comparesNames, furnishNames, NAMES } from './_names';

let world: World;

beforeAll(async () => {
  world = await World.up('proxy-names', NAMES);
  await furnishNames(world);
  for (const { host } of world.topology.proxies) await world.startProxy(host);
});

afterAll(() => {
  if (!world) return;
  world.down();
  expect(leftovers(world.state)).toEqual([]);
});

comparesNames(() => world);
