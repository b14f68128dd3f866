import { WEB } from '../../../machine/topology';
import { EARLY, named, type Settings, shell } from '../_settings';
import type { Context } from './_context';

const NAMESPACE = 'client-b-demo';

/** Tries to leave without its proxy for as long as it lives, and takes no notice of being told to end. */
const STUBBORN = `while :; do curl -s --noproxy '*' --max-time 0.3 http://${WEB}${EARLY}; sleep 0.2; done`;

/**
 * A tenant whose pod is as stubborn as can be is removed: its workloads go, nothing of it leaves on the way, and what
 * held it is there to the end.
 */
export async function goesInItsCage({ cluster, settings }: Context): Promise<void> {
  const { lab } = cluster;
  const tenant = named(settings, 'client-b');
  tenant.workloads = [{ ...shell('web', STUBBORN), replicas: 1 }];
  await cluster.deploy(settings);
  const [pod] = await cluster.pods(NAMESPACE, 'web');
  expect(pod).toBeDefined();

  const without: Settings = { ...settings, tenants: settings.tenants.filter((other) => other !== tenant) };
  await cluster.deploy(without);
  const workload = async () => lab.api.get(`/apis/apps/v1/namespaces/${NAMESPACE}/deployments/web`);
  await lab.waitFor('its workload is pruned', async () => (await workload()) === undefined, 20_000);
  // What Flux needs to remove more as this account, whichever it turns to first.
  const account = await lab.api.get(`/api/v1/namespaces/flux-system/serviceaccounts/${tenant.name}`);
  const bindings = await lab.api.list(`/apis/rbac.authorization.k8s.io/v1/namespaces/${NAMESPACE}/rolebindings`);
  const bound = bindings.flatMap(({ subjects }) => subjects).map(({ name }) => name);
  expect({ account: account?.metadata.name, bound }).toEqual({ account: tenant.name, bound: [tenant.name] });

  const path = `/api/v1/namespaces/${NAMESPACE}/pods/${pod?.metadata.name}`;
  await lab.waitFor('its pod is told to end', async () => (await lab.api.get(path))?.metadata.deletionTimestamp);
  // It has half a minute left; what it tries in the first seconds would be tried in all of them.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  expect(lab.internet.requests().filter((request) => request.path === EARLY)).toEqual([]);
  await lab.kubectl(['delete', 'pod', pod?.metadata.name as string, '--namespace', NAMESPACE, '--force']);
}
