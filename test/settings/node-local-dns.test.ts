import { environmentText, loadFiles } from '../support/settings';

function linesOf(cluster: Readonly<Record<string, unknown>>): readonly string[] {
  const production = environmentText('production', { cluster });
  const { errors, warnings } = loadFiles({ environments: { 'production.ts': production } });
  return [...errors, ...warnings].filter((line) => line.includes('cluster.')).map((line) => line.replace(/^.*?: /, ''));
}

const EXPECTED = '(expected an address that every node has for itself, for example, 169.254.20.10)';

test.each([
  ['a link-local address', '169.254.20.10', []],
  ['an unused private address', '192.168.255.53', []],
  ['a pod’s address', '100.64.0.53', [`100.64.0.53 is inside 100.64.0.0/15, the range of the pods ${EXPECTED}`]],
  ['the DNS Service', '10.32.0.10', [`10.32.0.10 is inside 10.32.0.0/20, the range of the services ${EXPECTED}`]],
  ['a machine', '172.16.28.53', [`172.16.28.53 is inside 172.16.28.0/22, the private network ${EXPECTED}`]],
  ['a public server', '9.9.9.9', [`9.9.9.9 is a public address ${EXPECTED}`]],
  ['the metadata service', '169.254.169.254', [`169.254.169.254 is the metadata service ${EXPECTED}`]],
  ['Scaleway’s metadata service', '169.254.42.42', [`169.254.42.42 is the metadata service ${EXPECTED}`]],
])('%s as the address of NodeLocal DNSCache', (_, nodeLocalDns, expected) => {
  expect(linesOf({ nodeLocalDns, cni: 'calico' })).toEqual(expected);
});

test('it would undo the resolver', () => {
  expect(linesOf({ cni: 'cilium', nodeLocalDns: '169.254.20.10', resolver: { address: '10.32.0.53' } })).toEqual([
    'cannot be combined with cluster.resolver, because the cache passes names on to servers on the internet; remove one of the two',
  ]);
});

test.each([
  [
    undefined,
    ['warning: is closed to tenants’ pods if the cluster runs Cilium; set cluster.cni [node-local-dns-cilium]'],
  ],
  ['calico', []],
  ['cilium', []],
  ['cilium_native', []],
])('with %s as network plugin', (cni, expected) => {
  expect(linesOf({ nodeLocalDns: '169.254.20.10', ...(cni ? { cni } : {}) })).toEqual(expected);
});

test('its address in the place of the DNS Service’s', () => {
  expect(linesOf({ dns: '169.254.20.10' })).toEqual([
    '169.254.20.10 is an address of the node; write the address of the DNS Service here, and that of NodeLocal DNSCache as cluster.nodeLocalDns',
  ]);
});
