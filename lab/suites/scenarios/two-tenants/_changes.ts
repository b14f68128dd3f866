import type { KubernetesObject } from '../../../cluster/api';
import { IMAGE, named, SPARE, shell } from '../_settings';
import type { Ask } from './_context';

const PLACE = '/var/lib/volumes/client-a';

/** A changed setting, synthesized and committed. */
export function changes(ask: Ask): void {
  test('a changed proxy rolls the pods, and they leave by the new one', async () => {
    const { cluster, settings } = ask();
    const tenant = named(settings, 'client-a');
    const [old] = tenant.egress.proxies;
    const uids = async (namespace: string) =>
      (await cluster.pods(namespace, 'web')).map(({ metadata }) => metadata.uid);
    const before = await uids(tenant.namespace);
    const others = await uids('client-b-demo');
    tenant.egress.proxies = [SPARE];
    await cluster.deploy(settings);

    const after = await uids(tenant.namespace);
    expect(after).toHaveLength(before.length);
    expect(after.filter((uid) => before.includes(uid))).toEqual([]);
    expect(await cluster.seenAs(tenant.namespace, 'web')).toBe(SPARE.publicAddress);
    const byOld = ['--proxy', `http://${old?.address}:${old?.port}`, '--max-time', '3', 'https://ifconfig.me/ip'];
    expect(await cluster.curl(tenant.namespace, 'web', ...byOld)).toMatchObject({ code: 28, stdout: '' });
    expect(await uids('client-b-demo')).toEqual(others);
  });

  test('pods of the earlier template still start: the ConfigMap that they name is not pruned', async () => {
    const { cluster, settings } = ask();
    const tenant = named(settings, 'client-a');
    const configs = async () => {
      const all = await cluster.lab.api.list(`/api/v1/namespaces/${tenant.namespace}/configmaps`);
      return all.map(({ metadata }) => metadata.name).filter((name) => name.startsWith('client-egress-config-'));
    };
    const [old] = tenant.egress.proxies;
    const before = await configs();
    tenant.egress.proxies = [SPARE];
    await cluster.deploy(settings);
    expect(await configs()).toEqual(expect.arrayContaining(before));

    await cluster.byHand('rollout', 'undo', 'deployment/web', '--namespace', tenant.namespace);
    await cluster.isRolledOut();
    const [web] = await cluster.pods(tenant.namespace, 'web');
    const { stdout } = await cluster.lab.exec(tenant.namespace, web?.metadata.name as string, ['env']);
    expect(stdout).toContain(`HTTP_PROXY=http://${old?.address}:${old?.port}\n`);
  });

  test('a Deployment that gets a claim is replaced, since the API server does not change its strategy', async () => {
    const { cluster, settings } = ask();
    const { lab } = cluster;
    const tenant = named(settings, 'client-a');
    const keeper = { ...shell('keeper', 'trap exit TERM; sleep 3600 & wait $!'), replicas: 1 };
    tenant.workloads = [keeper];
    await cluster.deploy(settings);
    const deployment = () => lab.api.get(`/apis/apps/v1/namespaces/${tenant.namespace}/deployments/keeper`);
    const before = await deployment();
    expect(before?.spec.strategy).toMatchObject({ type: 'RollingUpdate' });

    await lab.host(lab.nodeOf('client-a')).must(['install', '-d', '-m', '777', PLACE]);
    await lab.apply(volumeFor(tenant.namespace));
    const claim = { size: '1Gi', storageClass: 'lab' };
    tenant.workloads = [{ ...keeper, volumes: [{ name: 'data', mountPath: '/data', claim }] }];
    await cluster.deploy(settings);
    const after = await deployment();
    expect(after?.spec.strategy).toEqual({ type: 'Recreate' });
    expect(after?.metadata.uid).not.toBe(before?.metadata.uid);
  });

  test('a process gets its text as it is written, dollars included', async () => {
    const { cluster, settings } = ask();
    const tenant = named(settings, 'client-a');
    const env = { DOLLAR: '$', PASSWORD: 'pa$$word $(NOTHING) $1', BOTH: '$(DOLLAR)(DOLLAR) $(PROXY_PORT) a$$b' };
    const script = 'echo "number $$ of $(DOLLAR)0"; trap exit TERM; sleep 3600 & wait $!';
    tenant.workloads = [{ ...shell('written', script), replicas: 1, env }];
    await cluster.deploy(settings);
    const [pod] = await cluster.pods(tenant.namespace, 'written');
    const { stdout } = await cluster.lab.exec(tenant.namespace, pod?.metadata.name as string, ['env']);
    expect(stdout).toContain('PASSWORD=pa$$word $(NOTHING) $1\n');
    expect(stdout).toContain('BOTH=$(DOLLAR) 3128 a$$b\n');
    expect(await cluster.lab.podLogs(tenant.namespace, 'deploy/written')).toMatch(/^number \d+ of sh$/m);
  });

  test('a Job whose settings changed is replaced, and runs anew', async () => {
    const { cluster, settings } = ask();
    const tenant = named(settings, 'client-a');
    const command = ['curl', '-s', 'https://ifconfig.me/ip'];
    tenant.workloads.push({ name: 'report', kind: 'Job', image: IMAGE, runAsUser: 100, command, args: [] });
    const path = `/apis/batch/v1/namespaces/${tenant.namespace}/jobs/report`;
    const done = () =>
      cluster.lab.waitFor('the Job has succeeded', async () => {
        const job = await cluster.lab.api.get(path);
        return job?.status?.succeeded === 1 && job;
      });
    await cluster.deploy(settings);
    const first = (await done()) as KubernetesObject;
    expect(await cluster.lab.podLogs(tenant.namespace, 'job/report')).toBe('203.0.113.10\n');

    tenant.egress.proxies = [SPARE];
    await cluster.deploy(settings);
    const second = (await done()) as KubernetesObject;
    expect(second.metadata.uid).not.toBe(first.metadata.uid);
    expect(await cluster.lab.podLogs(tenant.namespace, 'job/report')).toBe(`${SPARE.publicAddress}\n`);
  });
}

/** Storage of the node, as nothing here provides it. */
function volumeFor(namespace: string): string {
  return `apiVersion: v1
kind: PersistentVolume
metadata: {name: client-a}
spec:
  capacity: {storage: 1Gi}
  accessModes: [ReadWriteOnce]
  storageClassName: lab
  claimRef: {namespace: ${namespace}, name: keeper-data}
  hostPath: {path: ${PLACE}}
`;
}
