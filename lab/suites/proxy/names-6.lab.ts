import { leftovers } from '../../lifetime/leftovers';
import { debianRoot } from '../../testbed/chroot';
import { World } from '../../testbed/proxies';
import { comparesNames, furnishNames, NAMES } from './_names';

/** What Squid reads and writes. */
const SHARED = ['/etc/squid', '/etc/resolv.conf', '/etc/hosts', '/run', '/var/log', '/var/spool'];

let world: World;

beforeAll(async () => {
  world = await World.up('proxy-names-6', NAMES);
  await furnishNames(world);
  for (const { host } of world.topology.proxies) {
    const root = await debianRoot(world.host(host), SHARED);
    await world.startProxy(host, ['chroot', root, 'squid-openssl']);
  }
});

afterAll(() => {
  if (!world) return;
  world.down();
  expect(leftovers(world.state)).toEqual([]);
});

comparesNames(() => world);
