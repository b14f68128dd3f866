import { named, shell } from '../_settings';
import type { Ask } from './_context';
import { goesInItsCage } from './_gone';

const NAMESPACE = 'client-b-demo';
const PLACE = '/var/lib/volumes/client-b';

/** What is no longer in the settings. */
export function removal(ask: Ask): void {
  test('a removed workload is pruned, and nothing else', async () => {
    const { cluster, settings } = ask();
    const tenant = named(settings, 'client-b');
    const { api } = cluster.lab;
    const [web] = tenant.workloads;
    tenant.workloads = [{ ...shell('other', 'trap exit TERM; sleep 3600 & wait $!'), replicas: 1 }];
    await cluster.deploy(settings);
    const gone = async () =>
      (await api.get(`/apis/apps/v1/namespaces/${NAMESPACE}/deployments/${web?.name}`)) === undefined;
    await cluster.lab.waitFor('the workload is pruned', gone, 20_000);
    const kept = await api.list(`/apis/networking.k8s.io/v1/namespaces/${NAMESPACE}/networkpolicies`);
    expect(kept).not.toEqual([]);
    expect(await cluster.pods('client-a-demo', 'web')).toHaveLength(2);
  });

  test('a tenant that is removed gets nowhere on its way out', () => goesInItsCage(ask()));

  test('a removed tenant loses no data: its namespace and its volumes are there when it comes back', async () => {
    const { cluster, settings } = ask();
    const { lab } = cluster;
    const tenant = named(settings, 'client-b');
    await lab.host(lab.nodeOf('client-b')).must(['install', '-d', '-m', '777', PLACE]);
    await lab.apply(VOLUME);
    const keep = 'echo kept >>/data/file; trap exit TERM; sleep 3600 & wait $!';
    const claim = { size: '1Gi', storageClass: 'lab' };
    tenant.workloads = [
      { ...shell('store', keep), replicas: 1, volumes: [{ name: 'data', mountPath: '/data', claim }] },
    ];
    await cluster.deploy(settings);
    const claims = async () =>
      (await lab.api.list(`/api/v1/namespaces/${NAMESPACE}/persistentvolumeclaims`)).map(({ metadata, status }) => ({
        uid: metadata.uid,
        phase: status.phase,
        ending: metadata.deletionTimestamp,
      }));
    const before = await claims();
    expect(before).toMatchObject([{ phase: 'Bound' }]);

    const without = { ...settings, tenants: settings.tenants.filter((other) => other !== tenant) };
    await cluster.deploy(without);
    const noPods = async () => (await lab.api.list(`/api/v1/namespaces/${NAMESPACE}/pods`)).length === 0;
    await lab.waitFor('its pods are gone', noPods);
    expect(await lab.api.get(`/apis/apps/v1/namespaces/${NAMESPACE}/deployments/store`)).toBeUndefined();
    expect(await claims()).toEqual(before);
    const namespace = await lab.api.get(`/api/v1/namespaces/${NAMESPACE}`);
    expect(namespace).toMatchObject({ status: { phase: 'Active' } });
    expect(await cluster.seenAs('client-a-demo', 'web')).toBe('203.0.113.10');

    await cluster.deploy(settings);
    expect(await claims()).toEqual(before);
    const [pod] = await cluster.pods(NAMESPACE, 'store');
    const read = await lab.exec(NAMESPACE, pod?.metadata.name as string, ['cat', '/data/file']);
    expect(read).toMatchObject({ code: 0, stdout: 'kept\nkept\n' });
  });
}

/** Storage of the node, made by hand as there is nobody here who would provide it. */
const VOLUME = `apiVersion: v1
kind: PersistentVolume
metadata: {name: client-b}
spec:
  capacity: {storage: 1Gi}
  accessModes: [ReadWriteOnce]
  storageClassName: lab
  claimRef: {namespace: ${NAMESPACE}, name: store-data}
  hostPath: {path: ${PLACE}}
`;
