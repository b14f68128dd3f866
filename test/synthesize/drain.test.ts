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
const BUDGET = ['PodDisruptionBudget', 'egress-gateway'] as const;
const RESOLVER = { address: '10.32.0.53' };

describe('a gateway', () => {
  test.each([
    ['a pool of several nodes', ', size: { min: 1, max: 2 }', true],
    ['a pool of one node', ', size: { min: 1, max: 1 }', false],
    ['a pool of the default size, which is one node', '', false],
  ])('in %s has a budget that lets the node be drained', (_, size, has) => {
    const outcome = loadTenant(WEB, head(size));
    expect(find(objectsOf(outcome), ...BUDGET) !== undefined).toBe(has);
    expect(outcome.warnings.filter((line) => line.includes('[pool-single-node]'))).toHaveLength(has ? 0 : 1);
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
    const has = (environment: string) => find(objectsOf(outcome, environment), ...BUDGET) !== undefined;
    expect([has('development'), has('production')]).toEqual([false, true]);
    expect(outcome.warnings).toEqual([
      expect.stringContaining('nodePool.size.max: warning: is 1: both pods of the tenant’s gateway are on this node'),
    ]);
  });

  test('is found when a budget holds the only node', () => {
    const { loaded } = loadTenant(WEB, head(', size: { min: 1, max: 3 }'));
    const environments = loaded?.model.environments.map((each) => ({
      ...each,
      tenants: each.tenants.map((tenant) => ({
        ...tenant,
        nodePool: { ...tenant.nodePool, size: { min: 1, max: 1 } },
      })),
    }));
    const model = { base: [], ...loaded?.model, environments: environments ?? [] };
    // Rendered for three nodes, and judged for one.
    const files = synthesize(loaded?.model ?? model);
    expect(verify(files, model).filter(({ id }) => id === 'budget-blocks-drain')).toEqual([
      expect.objectContaining({
        object: expect.stringContaining('egress-gateway'),
        message: 'keeps pods of Deployment egress-gateway on the only node of their pool, which then cannot be drained',
      }),
    ]);
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
