import { javaNonProxyHosts, noProxyOf } from '../../lib/model/no-proxy';
import { serviceNames, serviceOf } from '../../lib/model/service-names';

const cluster = { privateNetwork: '172.16.28.0/22', podCidr: '100.64.0.0/15', serviceCidr: '10.32.0.0/20' };

const CLUSTER_ENTRIES =
  'localhost,127.0.0.1,::1,.svc,.svc.cluster.local,.cluster.local,.cluster.local.,kubernetes.default,' +
  'kubernetes.default.svc,10.32.0.1,10.32.0.0/20,100.64.0.0/15,172.16.28.0/22,169.254.42.42,169.254.169.254';

test('the cluster’s names and ranges, its API server by address, and metadata go past the proxy', () => {
  expect(noProxyOf(cluster, [], []).join(',')).toBe(CLUSTER_ENTRIES);
});

const beyond = (...args: Parameters<typeof noProxyOf>) =>
  noProxyOf(...args)
    .join(',')
    .replace(CLUSTER_ENTRIES, '')
    .slice(1)
    .split(',');

test('a private range is listed if the cluster’s do not contain it, and by address if it has at most 16', () => {
  expect(beyond(cluster, [{ cidr: '172.16.29.10/32' }], [])).toEqual(['172.16.29.10']);
  expect(beyond(cluster, [{ cidr: '192.168.70.4/31' }], [])).toEqual([
    '192.168.70.4/31',
    '192.168.70.4',
    '192.168.70.5',
  ]);
  const sixteen = Array.from({ length: 16 }, (_, index) => `172.16.44.${index + 16}`);
  expect(beyond(cluster, [{ cidr: '172.16.44.16/28' }], [])).toEqual(['172.16.44.16/28', ...sixteen]);
  expect(beyond(cluster, [{ cidr: '172.16.44.0/27' }], [])).toEqual(['172.16.44.0/27']);
});

test('hosts of private ranges follow, each once, and then the names of Services', () => {
  const ranges = [
    { cidr: '192.168.70.0/24', hosts: ['db.shop.internal', 'mq.shop.internal'] },
    { cidr: '192.168.71.0/24', hosts: ['db.shop.internal'] },
  ];
  expect(beyond(cluster, ranges, ['web', 'web.shop-live'])).toEqual([
    '192.168.70.0/24',
    '192.168.71.0/24',
    'db.shop.internal',
    'mq.shop.internal',
    'web',
    'web.shop-live',
  ]);
});

test.each([
  ['172.16.28.0/22', ['172.16.28.*', '172.16.29.*', '172.16.30.*', '172.16.31.*']],
  ['100.64.0.0/15', ['100.64.*', '100.65.*']],
  ['10.0.0.0/8', ['10.*']],
  ['192.168.7.4/31', ['192.168.7.4', '192.168.7.5']],
])('Java, which knows no ranges, gets %s as prefixes', (range, prefixes) => {
  expect(javaNonProxyHosts([range])).toBe(['127.*', ...prefixes].join('|'));
});

test('Java gets names as they are, and what is below a name with a star', () => {
  expect(javaNonProxyHosts(['web', '.web', 'web.shop', '.web.shop', 'db.shop.internal'])).toBe(
    '127.*|web|*.web|web.shop|*.web.shop|db.shop.internal',
  );
});

const ports = [{ name: 'http', port: 80 }];

test.each([
  ['Deployment', [], undefined],
  ['Deployment', ports, { name: 'web', headless: false }],
  ['DaemonSet', ports, { name: 'web', headless: false }],
  ['StatefulSet', [], { name: 'web', headless: true }],
  ['Job', ports, undefined],
  ['CronJob', ports, undefined],
] as const)('the Service of a %s with the ports %j is %j', (kind, ports, service) => {
  const expected = service && {
    ...service,
    ports: ports.map(({ name, port }) => ({ name, port, targetPort: name })),
  };
  expect(serviceOf({ name: 'web', kind, ports, sidecars: [] })).toEqual(expected);
  expect(serviceOf({ name: 'web', kind, ports: [], sidecars: [{ ports }] })).toEqual(expected);
});

describe('names of Services', () => {
  const named = (name: string, caller: Partial<Parameters<typeof serviceNames>[1]> = {}, headless = false) =>
    serviceNames([{ name, headless }], { namespace: 'shop-live', ...caller });
  const allow = (...hosts: string[]) => ({ allow: hosts.map((host) => ({ host })) });

  test('are the short one and the one with the namespace, and below both of them those of a StatefulSet’s pods', () => {
    expect(named('web')).toEqual({ names: ['web', 'web.shop-live'], leftOut: [] });
    expect(named('web', {}, true).names).toEqual(['web', '.web', 'web.shop-live', '.web.shop-live']);
  });

  test.each(['app', 'shop', 'm', 'om', 'net'])('%s, which public hosts end in, is left out', (name) => {
    expect(named(name)).toMatchObject({ names: [`${name}.shop-live`], leftOut: [{ name }] });
    expect(named(name, { ...allow('ifconfig.me'), mode: 'report' }).leftOut).toHaveLength(1);
  });

  test.each(['api', 'db', 'worker', 'server', 'mail'])('%s is an end of no public host that matters', (name) => {
    expect(named(name).leftOut).toEqual([]);
  });

  test('an allow list decides which public hosts there are', () => {
    expect(named('app', allow('ifconfig.me')).names).toEqual(['app', 'app.shop-live']);
    expect(named('app', allow('ifconfig.me', 'partner.app')).leftOut).toEqual([{ name: 'app', host: 'partner.app' }]);
    expect(named('app', allow('.partner.app')).leftOut).toEqual([{ name: 'app', host: '.partner.app' }]);
    expect(named('me', allow('ifconfig.me')).leftOut).toEqual([{ name: 'me', host: 'ifconfig.me' }]);
  });

  test('a name with its namespace gives way to an allowed host, too', () => {
    const shop = { namespace: 'shop' };
    expect(named('web', shop).leftOut).toEqual([]);
    for (const host of ['web.shop', 'a.web.shop', '.web.shop', '.shop']) {
      expect(named('web', { ...shop, ...allow(host) }).leftOut).toEqual([{ name: 'web.shop', host }]);
    }
    expect(named('web', { ...shop, ...allow('web.shop.example') }).leftOut).toEqual([]);
  });
});
