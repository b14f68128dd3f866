import { javaNonProxyHosts, noProxyOf } from '../../lib/model/no-proxy';

test('the cluster’s names and ranges, its API server by address, and metadata go past the proxy', () => {
  const cluster = { privateNetwork: '172.16.28.0/22', podCidr: '100.64.0.0/15', serviceCidr: '10.32.0.0/20' };
  const list = noProxyOf(cluster, []);
  expect(list.join(',')).toBe(
    'localhost,127.0.0.1,::1,.svc,.svc.cluster.local,.cluster.local,.cluster.local.,kubernetes.default,' +
      'kubernetes.default.svc,10.32.0.1,10.32.0.0/20,100.64.0.0/15,172.16.28.0/22,169.254.42.42,169.254.169.254',
  );
});

test.each([
  ['172.16.28.0/22', ['172.16.28.*', '172.16.29.*', '172.16.30.*', '172.16.31.*']],
  ['100.64.0.0/15', ['100.64.*', '100.65.*']],
  ['10.0.0.0/8', ['10.*']],
  ['192.168.7.4/31', ['192.168.7.4', '192.168.7.5']],
])('Java, which knows no ranges, gets %s as prefixes', (range, prefixes) => {
  expect(javaNonProxyHosts([range])).toEqual(['127.*', ...prefixes]);
});
