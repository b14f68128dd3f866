import { DESTINATIONS, isReached, reachable } from '../../lab/suites/datapath/_destinations';
import { DATAPATHS } from '../../lab/suites/datapath/_record';
import { SOURCES } from '../../lab/suites/datapath/_sources';
import { datapathsPage, recorded } from '../../lab/suites/datapath/page';

const records = recorded();
const all = Object.entries(records);

test('each datapath has a record', () => {
  expect(Object.keys(records)).toEqual([...DATAPATHS]);
});

test.each(all)(
  'on %s a tenant’s pod reaches its proxy, its namespace and the cluster’s DNS, and nothing else',
  (name, record) => {
    const reached = DESTINATIONS.filter((each) => isReached(each, record.tenant[each.title]));
    expect(reached).toEqual(reachable(name === 'calico' ? 'calico' : 'cilium'));
  },
);

test.each(all)(
  'on %s its pods are reached from their own namespace and their own node, and from nowhere else',
  (_, record) => {
    const reached = Object.values(SOURCES).filter((title) => isReached({}, record.intoTenant[title]));
    expect(reached).toEqual([SOURCES.tenant, SOURCES.ownNode]);
  },
);

test.each(all)('on %s a pod without policies reaches what a tenant’s pod must not', (_, record) => {
  const closed = DESTINATIONS.filter((each) => !each.open && isReached(each, record.free[each.title]));
  expect(closed.length).toBeGreaterThan(30);
});

test('a record with other rows makes no page', () => {
  const { calico } = records;
  if (!calico) throw new Error('Calico is recorded');
  const { 'its own proxy': _, ...free } = calico.free;
  expect(() => datapathsPage({ ...records, calico: { ...calico, free } })).toThrow('calico has other rows in free');
});

test('a difference is a row of the page', () => {
  const { calico } = records;
  if (!calico) throw new Error('Calico is recorded');
  const tenant = { ...calico.tenant, 'its own node, kubelet': 'open' as const };
  const [, section = ''] = datapathsPage({ ...records, calico: { ...calico, tenant } }).split('from a tenant’s pod\n');
  expect(section.split('###')[0]).toContain('| its own node, kubelet | open | nothing |');
});
