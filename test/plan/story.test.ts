import { environmentText } from '../support/settings';
import { A, B, CLIENT_A, CLIENT_B, DEVELOPMENT, writtenProject } from './_project';

test('what was just written changes nothing, and writes nothing', async () => {
  const project = await writtenProject();
  const before = project.fingerprint();
  expect(await project.run('plan', '--exit-code')).toEqual({ code: 0, out: 'no changes', err: '' });
  expect(project.fingerprint()).toBe(before);
});

test('a changed setting is read field by field, with the pods that restart', async () => {
  const project = await writtenProject();
  project.write({
    [A]: CLIENT_A.replace('sleep 15', 'sleep 20').replace('web:1', 'web:2'),
    [DEVELOPMENT]: environmentText('development', { flux: { interval: '10m' } }),
  });
  const { code, out } = await project.run('plan');
  expect(code).toBe(0);
  expect(out).toBe(`development
  platform
    ~ Kustomization flux-system/egress-development
          spec.interval: 5m → 10m
  client-a
    ~ Deployment client-a-demo/web (its pods restart)
          spec.template.spec.containers[web].args[0]:
            …
            echo two
          - sleep 15
          + sleep 20
          spec.template.spec.containers[web].image: example.com/web:1 → example.com/web:2
development: 0 added, 2 changed, 0 removed

production
  client-a
    ~ Deployment client-a-demo/web (its pods restart)
          spec.template.spec.containers[web].args[0]:
            …
            echo two
          - sleep 15
          + sleep 20
          spec.template.spec.containers[web].image: example.com/web:1 → example.com/web:2
production: 0 added, 1 changed, 0 removed`);
});

test('another proxy is one change of the config map, which names what it rolls, and of what lets pods reach it', async () => {
  const project = await writtenProject();
  project.write({ [A]: CLIENT_A.replace('172.16.28.8', '172.16.28.10') });
  const { out } = await project.run('plan', '--env', 'production');
  expect(out).toContain(`
    ~ ConfigMap client-a-demo/client-egress-config (restarts the pods of Deployment web; CronJob nightly from its next run; Job import runs again)
        DESTRUCTIVE: Job client-a-demo/import: spec.template cannot change in place: Flux deletes the Job and runs it again (force: enabled)
          data.PROXY_ADDRESS: 172.16.28.8 → 172.16.28.10
`);
  expect(out).toContain(`
    ~ NetworkPolicy client-a-demo/allow-egress-proxy
          spec.egress[0].to[0].ipBlock.cidr: 172.16.28.8/32 → 172.16.28.10/32
`);
  expect(out).toMatch(/^production: 0 added, \d changed, 0 removed, 1 DESTRUCTIVE$/m);
  expect(out).not.toMatch(/~ (Deployment|CronJob|Job) /);
});

test('a workload that changes itself says its own fate, and is still named where the config map rolls it', async () => {
  const project = await writtenProject();
  project.write({
    [A]: CLIENT_A.replace('172.16.28.8', '172.16.28.10').replace('import:1', 'import:2').replace('web:1', 'web:2'),
  });
  const { out } = await project.run('plan', '--env', 'production');
  expect(out.match(/DESTRUCTIVE: .*/g)).toEqual([
    'DESTRUCTIVE: spec.template cannot change in place: Flux deletes the Job and runs it again (force: enabled)',
  ]);
  expect(out).toContain(
    '(restarts the pods of Deployment web; CronJob nightly from its next run; Job import runs again)',
  );
  expect(out).toContain('~ Deployment client-a-demo/web (its pods restart)');
  expect(out).not.toContain('configMapKeyRef');
});

test('a tenant that comes is added, one that goes says what stays', async () => {
  const project = await writtenProject();
  project.remove(A).write({ [B]: CLIENT_B });
  const { out } = await project.run('plan', '--env', 'development');
  expect(out).toContain(`development
  client-a
    - Namespace client-a-demo
        DESTRUCTIVE: Flux leaves it behind (prune: disabled): it stays, of its network policies with default-deny, until it is deleted by hand
`);
  expect(out).toContain('    - ServiceAccount flux-system/client-a (Flux leaves it in the cluster)\n');
  expect(out).toContain('    - NetworkPolicy client-a-demo/allow-dns\n');
  expect(out).toContain('    - NetworkPolicy client-a-demo/default-deny (Flux leaves it in the cluster)\n');
  expect(out).toContain('    - ConfigMap client-a-demo/client-egress-config (Flux leaves it in the cluster)\n');
  expect(out).toContain('  client-b\n    + Namespace client-b\n');
  expect(out).toContain('    + ConfigMap client-b/client-egress-config\n');
  expect(out).toMatch(/^development: \d+ added, 0 changed, \d+ removed, 1 DESTRUCTIVE$/m);
});

test('what is added inside an object is shown whole, long texts by what differs in them', async () => {
  const project = await writtenProject();
  const sidecar = '    sidecars: [{ name: metrics, image: example.com/metrics:1, env: { A: "1" } }]\n';
  const text = CLIENT_A.replace('    args:', `${sidecar}    args:`);
  project.write({ [A]: text });
  const { out } = await project.run('plan', '--env', 'production');
  expect(out).toContain('        + spec.template.spec.initContainers:\n        +   - env:\n');
  expect(out).toContain('        +     image: example.com/metrics:1\n');
  await project.run('synth');
  project.write({
    [A]: text,
    'overlays/production.ts': environmentText('production', {
      cluster: { serviceCidr: '10.33.0.0/20', dns: '10.33.0.10' },
    }),
  });
  const noProxy = (await project.run('plan', '--env', 'production')).out.split('\n').map((line) => line.trim());
  expect(noProxy).toEqual(expect.arrayContaining(['- 10.32.0.0/20,', '+ 10.33.0.0/20,', '…']));
  expect(noProxy.join('\n')).not.toContain('172.16.28.0/22');
});

test('a shape that changes says what would be made anew', async () => {
  const project = await writtenProject();
  project.write({ [DEVELOPMENT]: environmentText('development', { flux: { reconcile: 'per-tenant' as never } }) });
  const { out } = await project.run('plan', '--env', 'development', '--tenant', 'client-a');
  expect(out).toBe(`development
  client-a
    + Kustomization flux-system/egress-development-client-a
    + Kustomization flux-system/egress-development-client-a-workloads
development: 2 added, 0 changed, 0 removed`);
  expect((await project.run('plan')).out).toMatch(
    /DESTRUCTIVE: its path changes: Flux deletes the \d+ objects that other Kustomizations take over/,
  );
});
