import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyOutputs } from '../../lib/infra';
import { loadModel } from '../../lib/model';
import { CLIENT_B, ENVIRONMENTS } from '../support/settings';

/** With a public address of its own in development. */
const SETTINGS = `${CLIENT_B}  development:
    egress: { proxies: [{ name: squid-b, publicAddress: 51.15.1.9 }] }
`;

let folder: string;
const file = () => join(folder, 'client-b.yaml');
const text = () => readFileSync(file(), 'utf8');
const settings = () => ({ tenants: folder, environments: ENVIRONMENTS });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outputs-'));
  writeFileSync(file(), SETTINGS);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function outputs(publicAddress: string, sources: readonly string[], name = 'client-b'): string {
  const value = { [name]: { publicAddress: { 'squid-b': publicAddress }, sources } };
  return JSON.stringify({ tenants: { sensitive: false, type: 'object', value }, theirs: { value: 1 } });
}

function apply(publicAddress: string, sources: readonly string[], environment = 'development') {
  return applyOutputs(settings(), environment, outputs(publicAddress, sources));
}

function resolved(environment: string) {
  const { model } = loadModel(settings());
  const [tenant] = model.environments.find((one) => one.environment.name === environment)?.tenants ?? [];
  return { publicAddress: tenant?.egress.proxies[0]?.publicAddress, sources: tenant?.nodePool.sources };
}

test('what the cloud has is in the settings of its environment, and in no other', () => {
  const before = resolved('production');
  const { changes } = apply('51.15.1.10', ['172.16.28.30']);
  expect(changes.map(({ path, value }) => [path, value])).toEqual([
    ['environments.development.egress.proxies[squid-b].publicAddress', '51.15.1.10'],
    ['environments.development.nodePool.sources', ['172.16.28.30']],
  ]);
  expect(resolved('development')).toEqual({ publicAddress: '51.15.1.10', sources: ['172.16.28.30'] });
  expect(resolved('production')).toEqual(before);
  expect(text().startsWith(CLIENT_B.split('environments:')[0] as string)).toBe(true);
});

test('addresses are in the order of numbers, each once', () => {
  apply('51.15.1.9', ['172.16.28.100', '172.16.28.30', '172.16.28.100']);
  expect(resolved('development').sources).toEqual(['172.16.28.30', '172.16.28.100']);
});

test('applied again, nothing changes', () => {
  apply('51.15.1.10', ['172.16.28.30']);
  const [once, { ino }] = [text(), statSync(file())];
  expect(apply('51.15.1.10', ['172.16.28.30']).changes).toEqual([]);
  expect(text()).toBe(once);
  expect(statSync(file()).ino).toBe(ino);
});

test('what is there already is not said again', () => {
  expect(apply('51.15.1.9', ['172.16.28.20']).changes).toEqual([]);
  expect(text()).toBe(SETTINGS);
});

test('a range that was set apart for the nodes stays, as long as it holds them', () => {
  writeFileSync(file(), SETTINGS.replace('[172.16.28.20]', '[172.16.28.16/28]'));
  expect(apply('51.15.1.9', ['172.16.28.20', '172.16.28.21']).changes).toEqual([]);
  expect(apply('51.15.1.9', ['172.16.28.20', '172.16.29.21']).changes).toHaveLength(1);
});

test('the address of a node that is gone does not stay: another tenant’s node may get it', () => {
  writeFileSync(file(), SETTINGS.replace('[172.16.28.20]', '[172.16.28.20, 172.16.28.21]'));
  apply('51.15.1.9', ['172.16.28.20']);
  expect(resolved('development').sources).toEqual(['172.16.28.20']);
});

test('single addresses may be written as ranges of one, and several ranges hold what one of them holds', () => {
  writeFileSync(file(), SETTINGS.replace('[172.16.28.20]', '[172.16.28.20/32]'));
  expect(apply('51.15.1.9', ['172.16.28.20']).changes).toEqual([]);
  writeFileSync(file(), SETTINGS.replace('[172.16.28.20]', '[172.16.28.20/32, 172.16.28.21/32]'));
  expect(apply('51.15.1.9', ['172.16.28.20']).changes).toHaveLength(1);
  writeFileSync(file(), SETTINGS.replace('[172.16.28.20]', '[172.16.28.16/28, 172.16.28.32/28]'));
  expect(apply('51.15.1.9', ['172.16.28.20', '172.16.28.33']).changes).toEqual([]);
});

test('a tenant that does not know its nodes learns them', () => {
  writeFileSync(file(), SETTINGS.replace('  sources: [172.16.28.20]\n', ''));
  expect(apply('51.15.1.9', ['172.16.28.20']).changes.map(({ path }) => path)).toEqual([
    'environments.development.nodePool.sources',
  ]);
});

test('with a tenant given, only its settings change, and its warnings are told', () => {
  const other = join(folder, 'client-c.yaml');
  const text =
    'name: client-c\nnodePool: { size: { min: 1, max: 1 } }\negress:\n  proxies: [{ name: squid-c, address: 172.16.28.90 }]\n';
  writeFileSync(other, text);
  const value = {
    'client-b': { publicAddress: { 'squid-b': '51.15.1.10' }, sources: [] },
    'client-c': { publicAddress: { 'squid-c': '51.15.1.11' }, sources: [] },
  };
  const applied = JSON.stringify({ tenants: { value } });
  const before = statSync(file()).ino;
  const { changes, warnings, unknown } = applyOutputs(settings(), 'development', applied, 'client-c');
  expect(changes.map((change) => change.file)).toEqual([other]);
  expect(new Set(warnings.map((warning) => warning.file))).toEqual(new Set([other]));
  expect(unknown).toEqual([]);
  expect(statSync(file()).ino).toBe(before);
  const all = applyOutputs(settings(), 'development', applied);
  expect(all.changes.map((change) => change.file)).toEqual([file()]);
  expect(all.warnings).toEqual([]);
});

test('a pool without nodes, as it is while it is made, changes nothing', () => {
  expect(apply('51.15.1.9', []).changes).toEqual([]);
});

test('settings that would not be fine are not written', () => {
  expect(() => apply('10.0.0.1', ['172.16.28.30'])).toThrow(/publicAddress: 10\.0\.0\.1 is not public/);
  expect(() => apply('51.15.1.9', ['192.168.0.1'])).toThrow(/192\.168\.0\.1 is outside/);
  expect(text()).toBe(SETTINGS);
});

test('tenants that are in no settings are named', () => {
  const { changes, unknown } = applyOutputs(settings(), 'development', outputs('51.15.1.9', [], 'client-z'));
  expect({ changes, unknown }).toEqual({ changes: [], unknown: ['client-z'] });
});

test('the file keeps its permissions', () => {
  chmodSync(file(), 0o640);
  apply('51.15.1.10', ['172.16.28.30']);
  expect(statSync(file()).mode & 0o777).toBe(0o640);
});

test.each([
  ['no JSON', 'Warning: no outputs found', /not valid JSON.*tofu output -json/],
  ['no outputs', '{}', /tenants.*tofu output -json/],
  [
    'an address that is none',
    outputs('nowhere', []),
    /tenants\.value\.client-b\.publicAddress\.squid-b: is not a valid IPv4/,
  ],
])('%s: it says what to do instead', (_, given, message) => {
  expect(() => applyOutputs(settings(), 'development', given)).toThrow(message);
});

test('an environment that is not there is named with those that are', () => {
  expect(() => apply('51.15.1.9', [], 'staging')).toThrow(
    /unknown environment staging; available: development, production/,
  );
});

test('nothing else is left in the folder', () => {
  apply('51.15.1.10', ['172.16.28.30']);
  expect(readdirSync(folder)).toEqual(['client-b.yaml']);
});
