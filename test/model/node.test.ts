import { CLIENT_B, loadFiles } from '../support/settings';

const OPEN = CLIENT_B.replace(/ {2}allow:[\s\S]*? {2}mode:/, '  mode:').replace(/environments:[\s\S]*/, '');
const NODE = OPEN.replace('    runAsUser: 100\n', '    runAsUser: 100\n    runtime: node\n');
const allow = (list: string) => NODE.replace('  mode:', `  allow: [${list}]\n  mode:`);
const warningsOf = (text: string) => loadFiles({ tenants: { 'client-b.yaml': text } }).warnings;
const warning = (line: number, host: string) =>
  `tenants/client-b.yaml:${line}:5 workloads[0].runtime: warning: fetch of Node before 26 cannot reach http:// URLs of ${host} (egress.allow, port 80): use https://, or Node 26 [node-fetch-http]`;

test.each([
  ['any host', NODE, [warning(28, 'any host')]],
  ['a host with the usual ports', allow('ifconfig.me'), [warning(29, 'ifconfig.me')]],
  [
    'a list that only reports',
    allow('{ host: ifconfig.me, ports: [443] }').replace('mode: enforce', 'mode: report'),
    [warning(29, 'any host')],
  ],
  [
    'hosts on port 443 alone',
    allow('{ host: ifconfig.me, ports: [443] }, { host: a.example.com, ports: [443, 8443] }'),
    [],
  ],
  ['an image of Node 26', NODE.replace('registry.example.com/web:1.2.3', 'docker.io/library/node:26-alpine'), []],
  ['an image of Node 24', NODE.replace('registry.example.com/web:1.2.3', 'node:24.21'), [warning(28, 'any host')]],
  ['no runtime', OPEN, []],
])('fetch of Node and %s', (_, text, expected) => {
  expect(warningsOf(text)).toEqual(expected);
});

test('sidecars and init containers count, each at its place', () => {
  const text = OPEN.replace(
    '    runAsUser: 100\n',
    '    sidecars: [{ name: s, image: registry.example.com/s:1, runtime: node }]\n    initContainers: [{ name: i, image: registry.example.com/i:1, runtime: node }]\n',
  );
  expect(warningsOf(text).map((line) => line.split(' ')[1])).toEqual([
    'workloads[0].sidecars[0].runtime:',
    'workloads[0].initContainers[0].runtime:',
  ]);
});

test('the warning can be suppressed', () => {
  const text = `${NODE}suppress: [{ id: node-fetch-http, reason: "Only https URLs are fetched" }]\n`;
  expect(warningsOf(text)).toEqual([expect.stringContaining('suppressed')]);
});
