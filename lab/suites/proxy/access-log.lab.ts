import { World } from '../../testbed/proxies';
import { model } from '../../testbed/settings';
import { logs } from './_access-log';

let world: World;

beforeAll(async () => {
  world = await World.up('proxy-log', { ...model, tenants: model.tenants.filter(({ name }) => !/cert/.test(name)) });
  for (const name of ['exact.test', 'unlisted.test', 'other-port.test']) {
    await world.internet.serve({ name, https: [443, 8443] });
  }
  for (const { host } of world.topology.proxies) await world.startProxy(host);
});

afterAll(() => world?.down());

logs(() => world);
