import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadModel } from '../../../lib';
import { leftovers } from '../../lifetime/leftovers';
import type { Host } from '../../machine/host';
import { INTERNET } from '../../machine/topology';
import { scriptCommand } from '../../process/script';
import { waitFor } from '../../process/wait';
import { World } from '../../testbed/proxies';
import { ask, NODE, SERVER, SQUID } from './_ask';
import { ensureGo, ensureModules } from './_build';
import { CLIENTS, type Client, type Places } from './_clients';
import { variablesOf } from './_environment';
import { CONTROL, INSIDE, ROUNDS, SITES } from './_questions';
import { type ClientRecord, type Outcome, RECORD, recorded } from './_record';

/** Set to write what is seen into the record, in place of comparing. */
const isRecording = process.env.EGRESS_LAB_RECORD !== undefined;

/** An address of the internet that is not the lab's web, which speaks no HTTP/2. */
const OUTSIDE = '34.160.111.146';

const { model } = loadModel({ tenants: join(__dirname, 'tenants'), environments: join(__dirname, 'overlays') });
const [environment] = model.environments;
if (!environment) throw new Error('the settings of this suite have an environment');
const rendered = variablesOf(environment);
const seen = new Map<string, ClientRecord>();

let world: World;
let places: Places;

beforeAll(async () => {
  const [go, modules] = [await ensureGo(), await ensureModules()];
  world = await World.up('clients', environment);
  const node = world.host(NODE);
  places = { go, modules, scratch: node.file('tmp') };
  await world.startProxy(SQUID);
  for (const name of SITES) await world.internet.resolve(name, OUTSIDE);
  const hosts = Object.entries(INSIDE).map(([address, names]) => `${address} ${names.join(' ')}\n`);
  await node.write('/etc/hosts', `127.0.0.1 localhost\n${hosts.join('')}`);
  for (const machine of [node, world.host(SQUID)]) await trust(machine);
  await serve(node, Object.keys(INSIDE), 8080);
  await serve(world.host(INTERNET), [OUTSIDE], 80, 443);
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

const each = CLIENTS.map((client) => [client.name, client] as const);

// What does not arrive without variables says nothing about a client that has some.
test.each(each)('%s arrives directly without variables', async (_, client) => {
  const outcomes = await ask(world, client, {}, CONTROL, places);
  expect(Object.entries(outcomes).filter(([, outcome]) => outcome !== 'direct')).toEqual([]);
});

test.each(each)('%s does what is recorded', async (name, client) => {
  const outcomes: Record<string, Outcome> = {};
  const own = rendered[client.workload];
  for (const { questions, variables } of ROUNDS) {
    const env = variables ? { ...variables, NODE_USE_ENV_PROXY: own?.NODE_USE_ENV_PROXY } : { ...own };
    Object.assign(outcomes, await ask(world, client, env, questions, places));
  }
  expect(outcomes['https outside'] === 'direct').toBe(client.readsNothing ?? false);
  expect(outcomes['http outside'] === 'direct').toBe(client.readsNothing ?? false);
  seen.set(name, { version: await versionOf(client), outcomes });
  if (!isRecording) expect(outcomes).toEqual(recorded().clients[name]?.outcomes);
});

async function trust(machine: Host): Promise<void> {
  const authorities = '/etc/ssl/certs/ca-certificates.crt';
  const own = readFileSync(world.pki.file('ca.crt'), 'utf8');
  await machine.write(authorities, readFileSync(authorities, 'utf8') + own);
}

async function serve(machine: Host, addresses: readonly string[], ...ports: readonly number[]): Promise<void> {
  const file = `clients-${machine.name}`;
  await world.pki.issue({ file, subject: `/CN=${file}`, names: SITES.map((name) => `DNS:${name}`) });
  for (const address of addresses) await machine.must(['ip', 'address', 'add', `${address}/32`, 'dev', 'lo']);
  const files = [world.pki.file(`${file}.key`), world.pki.file(`${file}.crt`)];
  // The lab's web has the same ports at another address.
  const listen = ports.map((port) => `${machine.name === NODE ? '0.0.0.0' : addresses[0]}:${port}`);
  const server = await machine.start(SERVER, scriptCommand(join(__dirname, '_server.ts'), ...files, ...listen));
  const probe = async () => (await machine.run(['curl', '-sf', `http://${addresses[0]}:${ports[0]}/`])).code === 0;
  await waitFor(`the server of ${machine.name} answers`, probe, { needs: [server] });
}

async function versionOf(client: Client): Promise<string> {
  const { stdout, stderr } = await world.host(NODE).run(client.version(places));
  const [version] = /\d+\.\d+(\.\d+)*/.exec(`${stdout}${stderr}`) ?? [];
  if (version === undefined) throw new Error(`${client.name} does not print its version: ${stdout}${stderr}`);
  return version;
}
