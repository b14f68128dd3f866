import { projectAfter } from '../support/project';
import { CLIENT_B, environmentText } from '../support/settings';

const [A, B] = ['squid-a, address: 172.16.28.10', 'squid-b, address: 172.16.28.11'];
const settings = (proxies: readonly string[], more = '') => ({
  'tenants/client-b.yaml': CLIENT_B.replace(
    /proxies:\n[\s\S]*?drain: false\n/,
    `proxies:\n${proxies.map((proxy) => `    - { name: ${proxy} }\n`).join('')}${more}`,
  ),
  'overlays/development.ts': environmentText('development'),
  'overlays/production.ts': environmentText('production'),
});

async function planned(before: ReturnType<typeof settings>, after: ReturnType<typeof settings>): Promise<string[]> {
  const project = await projectAfter(['synth'], before);
  const { out } = await project.write(after).run('plan', '--env', 'development');
  return out.match(/(?<=^ +! ).*/gm) ?? [];
}

test('a drained proxy, or one that is removed, is announced with the time that is left', async () => {
  const grace = '  drainGrace: 10m\n';
  expect(await planned(settings([A, B], grace), settings([`${A}, drain: true`, B], grace))).toEqual([
    'tunnels open through squid-a end after 10m at the latest',
  ]);
  expect(await planned(settings([A, B]), settings([`${A}, drain: true`, B]))).toEqual([
    'tunnels open through squid-a stay until they end',
  ]);
  expect(await planned(settings([`${A}, drain: true`, B], grace), settings([A, B], grace))).toEqual([]);
  const three = 'squid-c, address: 172.16.28.12';
  expect(await planned(settings([A, B, three], grace), settings([A, B], grace))).toEqual([
    'tunnels open through squid-c end after 10m at the latest',
  ]);
});

test('pods of the gateway that are replaced end as they were told when they began', async () => {
  expect(await planned(settings([A, B]), settings([A, B], '  drainGrace: 10m\n'))).toEqual([
    'tunnels open through the gateway end after 65s at the latest, a pod after the other',
  ]);
  expect(await planned(settings([A, B], '  drainGrace: 10m\n'), settings([A, B], '  drainGrace: 1h30m\n'))).toEqual([
    'tunnels open through the gateway end after 605s at the latest, a pod after the other',
  ]);
});

test('a change of another workload is no change of the gateway', async () => {
  const before = settings([A, B]);
  const tenant = before['tenants/client-b.yaml'];
  const after = {
    ...before,
    'tenants/client-b.yaml': tenant.replace(/image: \S+:[\d.]+/, 'image: registry.example.com/other:2.0'),
  };
  expect(after).not.toEqual(before);
  expect(await planned(before, after)).toEqual([]);
});

test('a change of the gateway’s Service ends no tunnel', async () => {
  const before = settings([A, B]);
  const overlay = environmentText('development', { cluster: { version: '1.33' } });
  const after = { ...before, 'overlays/development.ts': overlay };
  const project = await projectAfter(['synth'], before);
  const { out } = await project.write(after).run('plan', '--env', 'development');
  expect(out).toContain('~ Service client-b-demo-egress/egress-gateway');
  expect(out).not.toMatch(/^ +! /m);
});
