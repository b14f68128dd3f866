import { loadModel } from '../../lib/model';
import { verify } from '../../lib/rules';
import { synthesize } from '../../lib/synthesize';
import { built, find, loadTenant, objectsOf } from '../support/rendered';
import { environmentText, loadFiles } from '../support/settings';

const head = (size: string) => `name: client-a
nodePool: { sources: [172.16.28.20], nodeType: DEV1-M${size} }
egress:
  proxies:
    - { name: squid-a, address: 172.16.28.8 }
    - { name: squid-b, address: 172.16.28.9 }
`;
const WEB = '  - { name: web, image: a }\n';
const RESOLVER = { address: '10.32.0.53' };

describe('a gateway', () => {
  test.each([
    ['a pool of several nodes', ', size: { min: 1, max: 2 }', 0],
    ['a pool of one node', ', size: { min: 1, max: 1 }', 1],
    ['a pool of the default size, which is one node', '', 1],
  ])('in %s keeps no node from being drained; with one node there is a warning', (_, size, warnings) => {
    const outcome = loadTenant(WEB, head(size));
    expect(find(objectsOf(outcome), 'DaemonSet', 'egress-gateway')).toBeDefined();
    expect(find(objectsOf(outcome), 'PodDisruptionBudget', 'egress-gateway')).toBeUndefined();
    expect(outcome.warnings.filter((line) => line.includes('[pool-single-node]'))).toHaveLength(warnings);
  });

  test('in a pool that has one node in one environment only', () => {
    const override = 'environments: { development: { nodePool: { size: { max: 1 } } } }\n';
    const outcome = loadFiles({
      tenants: { 'client-a.yaml': `${head(', size: { min: 1, max: 3 }')}workloads:\n${WEB}${override}` },
      environments: {
        'development.ts': environmentText('development'),
        'production.ts': environmentText('production'),
      },
    });
    expect(outcome.warnings).toEqual([
      expect.stringContaining('nodePool.size.max: warning: is 1: no other node has a gateway of the tenant'),
    ]);
  });

  test.each([
    ['1.33', undefined],
    ['1.34', 'PreferSameNode'],
    [undefined, 'PreferSameNode'],
  ])('in a cluster of version %s prefers the same node: %s', (version, wanted) => {
    const environment = environmentText('development', { cluster: version === undefined ? {} : { version } });
    const outcome = loadTenant(WEB, head(', size: { min: 1, max: 2 }'), environment);
    expect(find(objectsOf(outcome), 'Service', 'egress-gateway')?.spec.trafficDistribution).toBe(wanted);
  });
});

describe('the resolver', () => {
  const budget = (infrastructure: object) => {
    const environment = environmentText('development', {
      cluster: { resolver: RESOLVER },
      infrastructure: { cluster: 'kapsule', ssh: ['198.51.100.7'], ...infrastructure },
    });
    const { loaded, errors } = loadTenant(WEB, head(', size: { min: 1, max: 2 }'), environment);
    expect(errors).toEqual([]);
    return loaded && find(built(loaded.model), 'PodDisruptionBudget', 'egress-dns');
  };

  test('has a budget where its nodes are not ours', () => {
    expect(budget({})).toBeDefined();
  });

  test('has none where Terraform makes one node for what belongs to no tenant', () => {
    expect(budget({ create: { version: '1.35', nodeType: 'DEV1-L' } })).toBeUndefined();
  });
});

test('the settings that ship have nothing that blocks a drain', () => {
  const { model } = loadModel({ tenants: 'tenants', environments: 'overlays' });
  expect(verify(synthesize(model), model).filter(({ id }) => id === 'budget-blocks-drain')).toEqual([]);
});
