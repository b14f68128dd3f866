import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ProxyPlan, planTopology } from '../../lab/machine/topology';
import { plainSquid } from '../../lab/outside/proxy-host';
import { renderedProxy } from '../../lab/outside/rendered-proxy';
import { environment, tenant } from './_model';

const proxy = { name: 'squid-a', address: '172.16.28.8', port: 3129 };
const topology = planTopology(environment([tenant('a', [proxy])]));
const plan = topology.proxies[0] as ProxyPlan;
let repository: string;

function userData(text: string): void {
  const folder = join(repository, 'dist/infra/development/a/squid-a');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'cloud-init.yaml'), text);
}

beforeEach(() => {
  repository = mkdtempSync(join(tmpdir(), 'lab-rendered-'));
});

afterEach(() => rmSync(repository, { recursive: true, force: true }));

test('a proxy runs the files of its user-data, as they are', () => {
  userData(`#cloud-config
write_files:
  - { path: /etc/squid/squid.conf, content: "http_port 1\\n" }
  - { path: /etc/nftables.conf, content: "flush ruleset\\n" }
runcmd: [[sysctl, --system], [sh, -c, openssl req -out /etc/squid/names.pem]]
`);
  expect(renderedProxy(repository)(plan, topology)).toEqual({
    squidConf: 'http_port 1\n',
    files: { '/etc/nftables.conf': 'flush ruleset\n' },
    commands: [['sh', '-c', 'openssl req -out /etc/squid/names.pem']],
  });
});

test('user-data without a squid.conf is not taken for a proxy', () => {
  userData('#cloud-config\nwrite_files: []\n');
  expect(() => renderedProxy(repository)(plan, topology)).toThrow('cloud-init.yaml writes no /etc/squid/squid.conf');
});

test('where nothing is rendered, it is a proxy for the private network on its own port', () => {
  expect(renderedProxy(repository)(plan, topology)).toEqual(plainSquid(plan, topology));
  const { squidConf } = plainSquid(plan, topology);
  expect(squidConf).toContain('http_port 172.16.28.8:3129\n');
  expect(squidConf).toContain('acl clients src 172.16.28.0/22\n');
});
