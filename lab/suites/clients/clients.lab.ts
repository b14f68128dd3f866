import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadModel } from '../../../lib';
import { leftovers } from '../../lifetime/leftovers';
import { scriptCommand } from '../../process/script';
import { World } from '../../testbed/proxies';
import { ask } from './_ask';
import { build } from './_build';
import { CLIENTS, type Client, type Places } from './_clients';
import { variablesOf } from './_environment';
import { INSIDE, ROUNDS, SITES } from './_questions';
import { type ClientRecord, type Outcome, RECORD, recorded } from './_record';

const NODE = 'client-a-pool-1';

/** Set to write what is seen into the record, in place of comparing. */
const isRecording = process.env.EGRESS_LAB_RECORD !== undefined;

const clients = CLIENTS.filter(({ isSlow }) => !isSlow || process.env.EGRESS_LAB_ALL !== undefined);
const { model } = loadModel({ tenants: join(__dirname, 'tenants'), environments: join(__dirname, 'overlays') });
const [environment] = model.environments;
if (!environment) throw new Error('the settings of this suite have an environment');
const rendered = variablesOf(environment);
const seen = new Map<string, ClientRecord>();

let world: World;
let places: Places;

beforeAll(async () => {
  world = await World.up('clients', environment);
  const node = world.host(NODE);
  for (const name of SITES) await world.internet.serve({ name });
  await world.startProxy('squid-a');
  for (const address of Object.keys(INSIDE)) await node.must(['ip', 'address', 'add', `${address}/32`, 'dev', 'lo']);
  const hosts = Object.entries(INSIDE).map(([address, names]) => `${address} ${names.join(' ')}\n`);
  await node.write('/etc/hosts', `127.0.0.1 localhost\n${hosts.join('')}`);
  const authorities = '/etc/ssl/certs/ca-certificates.crt';
  await node.write(authorities, readFileSync(authorities, 'utf8') + readFileSync(world.pki.file('ca.crt'), 'utf8'));
  await node.start('inside', scriptCommand(join(__dirname, '_inside-server.ts')));
  places = await build(node.file('tmp'));
});

afterAll(() => {
  if (!world) return;
  world.down();
  expect(leftovers(world.state)).toEqual([]);
  if (!isRecording) return;
  const kept = seen.size < CLIENTS.length ? recorded().clients : {};
  const record = { date: new Date().toISOString().slice(0, 10), clients: { ...kept, ...Object.fromEntries(seen) } };
  writeFileSync(RECORD, `${JSON.stringify(record, null, 2)}\n`);
});

test.each(clients.map((client) => [client.name, client] as const))('%s does what is recorded', async (name, client) => {
  const version = await versionOf(client);
  if (version === undefined) {
    // What this machine does not have stays as it was recorded.
    expect(process.env.CI && client.isDeclared ? `${name} is missing` : undefined).toBeUndefined();
    return;
  }
  const outcomes: Record<string, Outcome> = {};
  const own = rendered[client.workload];
  for (const { questions, variables } of ROUNDS) {
    const env = variables ? { ...variables, NODE_USE_ENV_PROXY: own?.NODE_USE_ENV_PROXY } : { ...own };
    Object.assign(outcomes, Object.fromEntries(await ask(world, client, env, questions, places)));
  }
  seen.set(name, { version, outcomes });
  if (!isRecording) expect(outcomes).toEqual(recorded().clients[name]?.outcomes);
});

async function versionOf(client: Client): Promise<string | undefined> {
  const { code, stdout, stderr } = await world.host(NODE).run(client.version(places));
  return code !== 0 ? undefined : /\d+\.\d+(\.\d+)*/.exec(`${stdout}${stderr}`)?.[0];
}
