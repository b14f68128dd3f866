import type { KubernetesObject } from '../../../cluster/api';
import { IMAGE, named, SPARE } from '../_settings';
import type { Ask } from './_context';

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
