/**
 * Proves what all tenants of a folder of settings reach, and prints the seconds of CPU that each part took, as JSON. Run by
 * bench/reach.ts, in a process of its own.
 */
import { reachOf, worldsOf } from '../lib/explain';
import { loadModel } from '../lib/model/load';
import { synthesize } from '../lib/synthesize';

const [folder = ''] = process.argv.slice(2);
const NOWHERE = { locate: () => undefined, allowed: () => undefined };

function seconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

const { model } = loadModel({ tenants: `${folder}/tenants`, environments: `${folder}/overlays` });
const files = synthesize(model);
const begin = seconds();
const worldOf = worldsOf(files, [], NOWHERE);
const worlds = model.environments.map((each) => worldOf(each));
const read = seconds();
const reaches = worlds.flatMap((world) => world.context.promised.map((tenant) => reachOf(world, tenant)));
const rows = reaches.reduce((sum, reach) => sum + reach.rows.length, 0);
console.log(
  JSON.stringify({ read: read - begin, decided: seconds() - read, whole: seconds(), tenants: reaches.length, rows }),
);
