import { find, loadTenant, objectsOf } from '../support/rendered';
import { environmentText, loadFiles } from '../support/settings';

const CLAIM = 'volumes: [{ name: data, mountPath: /data, claim: { size: 10Gi } }]';
const twice = environmentText('development', { workloads: { replicas: 2 } });
const POOL = `name: client-a
nodePool: { sources: [172.16.28.20], size: { min: 3, max: 3 } }
egress:
  proxies: [{ name: squid-a, address: 172.16.28.8 }]
`;
const messages = (lines: readonly string[]) => lines.map((line) => line.replace(/^tenants\/client-a\.yaml:/, ''));

test('a Deployment with a claim and several replicas is refused, at the replicas', () => {
  const { errors } = loadTenant(`  - { name: cms, image: a, replicas: 2, ${CLAIM} }\n`, POOL);
  expect(messages(errors)).toEqual([
    '6:28 workloads[0].replicas: the claim of data can be mounted on one node at a time, and cms has 2 replicas; set replicas: 1, or use kind: StatefulSet, which has a claim for each pod',
  ]);
});

test('so is one by the default of an environment, at the claim', () => {
  const { errors } = loadTenant(`  - { name: cms, image: a, ${CLAIM} }\n`, POOL, twice);
  expect(messages(errors)).toEqual([
    '6:70 workloads[0].volumes[0].claim: the claim of data can be mounted on one node at a time, and cms has 2 replicas by the default of development; set replicas: 1, or use kind: StatefulSet, which has a claim for each pod',
  ]);
});

test.each([
  [
    'in an override',
    `  - { name: cms, image: a, ${CLAIM} }\nenvironments: { development: { workloads: [{ name: cms, replicas: 3 }] } }\n`,
  ],
  ['with an autoscaler', `  - { name: cms, image: a, replicas: none, ${CLAIM} }\n`],
  ['of a DaemonSet', `  - { name: cms, image: a, kind: DaemonSet, ${CLAIM} }\n`],
  [
    'of a volume that an override adds',
    `  - { name: cms, image: a, replicas: 2 }\nenvironments: { development: { workloads: [{ name: cms, ${CLAIM} }] } }\n`,
  ],
])('so are several pods %s', (_, workloads) => {
  expect(loadTenant(workloads).errors).toEqual([
    expect.stringContaining('the claim of data can be mounted on one node'),
  ]);
});

test.each([
  'replicas: 1',
  'replicas: 0',
  'kind: StatefulSet, replicas: 3',
  'kind: StatefulSet, replicas: none',
  'kind: Job',
  'kind: CronJob, schedule: "@daily"',
])('one pod at a time, or a claim for each, is fine: %s', (keys) => {
  expect(loadTenant(`  - { name: cms, image: a, ${keys}, ${CLAIM} }\n`, POOL, twice).errors).toEqual([]);
});

test('a Deployment with a claim is rendered with the strategy Recreate, also where only an environment has the claim', () => {
  const single = objectsOf(loadTenant(`  - { name: single, image: a, ${CLAIM} }\n`, POOL));
  expect(find(single, 'Deployment', 'single').spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
  const override = `environments: { development: { workloads: [{ name: single, ${CLAIM} }] } }\n`;
  const added = objectsOf(loadTenant(`  - { name: single, image: a }\n${override}`, POOL));
  expect(find(added, 'Deployment', 'single').spec.strategy).toEqual({ type: 'Recreate' });
});

describe('replicas that are not set', () => {
  const WEB = '  - { name: web, image: a }\n';
  const web = (workloads: string, environment = twice) =>
    find(objectsOf(loadTenant(workloads, undefined, environment)), 'Deployment', 'web').spec;

  test('none leaves them to an autoscaler, whatever the default is', () => {
    expect(web(WEB).replicas).toBe(2);
    expect(web(WEB.replace(' }', ', replicas: none }'))).not.toHaveProperty('replicas');
  });

  test('none in one environment takes away what the base has', () => {
    const text = `${WEB.replace(' }', ', replicas: 3 }')}environments: { development: { workloads: [{ name: web, replicas: none }] } }\n`;
    expect(web(text)).not.toHaveProperty('replicas');
  });

  test('an override sets them again, or goes back to the default', () => {
    const override = (replicas: string | number) =>
      `environments: { development: { workloads: [{ name: web, replicas: ${replicas} }] } }\n`;
    for (const base of ['none', 3]) {
      const text = WEB.replace(' }', `, replicas: ${base} }`);
      expect(web(text + override(4)).replicas).toBe(4);
      expect(web(text + override('default')).replicas).toBe(2);
      expect(web(text + override('default'), environmentText('development', { workloads: {} }))).not.toHaveProperty(
        'replicas',
      );
    }
  });

  test.each([
    ['nothing', 'has no value; give it one, or leave the key out'],
    ['"3"', 'must be a number, none or default, and not the text "3"'],
    ['None', 'must be a number, none or default, and not the text "None"'],
    ['-1', '-1 is below 0'],
    ['[1]', 'must be a number, none or default, and not a list'],
  ])('what else there may be is refused: %s', (value, message) => {
    const text = WEB.replace(' }', `, replicas: ${value === 'nothing' ? '' : value} }`);
    const { errors } = loadFiles({
      tenants: { 'client-a.yaml': `${POOL}workloads:\n${text}` },
    });
    expect(messages(errors)).toEqual([`6:28 workloads[0].replicas: ${message}`]);
  });
});
