import fs from 'node:fs';
import { join } from 'node:path';
import { stamp, withoutHeader } from '../../lib/output';
import { Project } from '../support/project';
import { environmentText } from '../support/settings';

const TENANT = `name: client-a
egress: { proxies: [{ name: squid-a, address: 172.16.28.8 }] }
workloads:
  - { name: web, image: "example.com/web:1" }
environments:
  production:
    workloads:
      - { name: web, replicas: 3 }
      - { name: web-patch, image: "example.com/patch:1" }
`;
const WORKLOADS = 'dist/overlays/production/client-a/workloads';
const SOURCE = 'tenants/client-a.yaml';

async function written(tenant: string): Promise<Project> {
  const p = new Project({
    [SOURCE]: tenant,
    'overlays/development.ts': environmentText('development'),
    'overlays/production.ts': environmentText('production'),
  });
  await p.run('schema');
  const { code, err } = await p.run('synth');
  if (code !== 0) throw new Error(err);
  return p;
}

/** As an earlier version wrote it: patches ended in `-patch.yaml`. */
function withOldNames(p: Project): string[] {
  const isPatch = (path: string) => path.endsWith('.patch.yaml');
  const old = (text: string) => text.replaceAll('.patch.yaml', '-patch.yaml');
  const all = p.files('dist');
  const rename = (path: string) => {
    const source = /Generated from (\S+) by/.exec(p.read(path))?.[1] ?? '';
    const content = old(withoutHeader(p.read(path)));
    p.remove(path).write({ [old(path)]: stamp({ path: old(path), content, source }) });
  };
  for (const path of all) {
    if (isPatch(path) || (path.endsWith('/kustomization.yaml') && p.read(path).includes('.patch.yaml'))) rename(path);
  }
  return all.filter(isPatch).map(old);
}

test('a patch and a workload that is called like one are two files', async () => {
  const p = await written(TENANT);
  expect(p.files(WORKLOADS)).toEqual([
    `${WORKLOADS}/deployment-web-patch.yaml`,
    `${WORKLOADS}/deployment-web.patch.yaml`,
    `${WORKLOADS}/kustomization.yaml`,
  ]);
  expect(p.read(`${WORKLOADS}/deployment-web.patch.yaml`)).toContain('replicas: 3');
  expect(p.read(`${WORKLOADS}/deployment-web-patch.yaml`)).toContain('example.com/patch:1');
  expect(await p.run('check')).toMatchObject({ code: 0 });
});

test('a dot is not accepted in a name that would make a patch of it', async () => {
  await expect(written(TENANT.replace('name: web-patch', 'name: web.patch'))).rejects.toThrow(
    /workloads\[1\]\.name: .*web\.patch.* DNS label/,
  );
});

test('patches under their former names are replaced, and nothing changes in the cluster', async () => {
  const p = await written(TENANT.replace(/.*web-patch.*\n/, ''));
  const wanted = p.files('dist');
  const former = withOldNames(p);
  expect(former).toContain(`${WORKLOADS}/deployment-web-patch.yaml`);
  expect((await p.run('check')).err).toContain(`${WORKLOADS}/deployment-web-patch.yaml: is no longer generated`);
  expect((await p.run('plan', '--exit-code')).code).toBe(0);
  const { code, out } = await p.run('synth');
  expect(code).toBe(0);
  for (const path of former) expect(out).toContain(`- ${path}`);
  expect(p.files('dist')).toEqual(wanted);
  expect(await p.run('check')).toMatchObject({ code: 0 });
});

test('one that was edited stays, and check mentions it', async () => {
  const p = await written(TENANT.replace(/.*web-patch.*\n/, ''));
  const [former = ''] = withOldNames(p).filter((path) => path.includes('deployment-web'));
  fs.appendFileSync(join(p.folder, former), '# mine\n');
  expect((await p.run('synth')).code).toBe(0);
  expect(p.files()).toContain(former);
  const { code, err } = await p.run('check');
  expect(err).toContain(`${former}:1:1`);
  expect(err).toContain('nothing applies it');
  expect(code).toBe(0);
});
