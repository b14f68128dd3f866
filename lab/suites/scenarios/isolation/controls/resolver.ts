import type { Control } from '../_types';
import type { World } from '../_world';

const NAME = 'egress-dns';
const CONFIG = `/api/v1/namespaces/${NAME}/configmaps/${NAME}`;
const DEPLOYMENT = `/apis/apps/v1/namespaces/${NAME}/deployments/${NAME}`;

/** Rolls its pods, and waits until those that answer know the names inside, or do not. */
async function rolled(world: World, knows: boolean): Promise<void> {
  const annotations = { rolled: new Date().toISOString() };
  await world.lab.api.patch(DEPLOYMENT, { spec: { template: { metadata: { annotations } } } });
  await world.cluster.isRolledOut();
  await world.lab.waitFor(`its pods ${knows ? 'know' : 'do not know'} the names inside`, async () => {
    const ask = ['timeout', '2', 'nslookup', '-type=a', 'kubernetes.default.svc.cluster.local'];
    return ((await world.inPod(...ask)).code === 0) === knows;
  });
}

/** By which names are answered. */
export const RESOLVER: readonly Control[] = [
  {
    name: 'resolver',
    title: 'the tenants’ resolver, which forwards nothing (`cluster.resolver`)',
    rules: ['resolver-open', 'pod-asks-other-dns'],
    async off(world) {
      const Corefile = `.:53 {\n  ready\n  forward . ${world.lab.topology.internet.dns}\n}\n`;
      await world.lab.api.patch(CONFIG, { data: { Corefile } });
      await rolled(world, false);
    },
    async on(world) {
      await world.restore('client-egress-dev');
      await rolled(world, true);
    },
  },
  {
    name: 'resolver-zones',
    title: 'the tenants’ resolver gives addresses no names',
    rules: ['resolver-open'],
    async off(world) {
      const Corefile = '.:53 {\n  ready\n  kubernetes cluster.local in-addr.arpa\n}\n';
      await world.lab.api.patch(CONFIG, { data: { Corefile } });
      await rolled(world, true);
    },
    async on(world) {
      await world.restore('client-egress-dev');
      await rolled(world, true);
    },
  },
  {
    name: 'resolver-policies',
    title: 'the resolver’s own network policies, which let it ask the API server alone',
    rules: ['resolver-open'],
    async off(world) {
      const path = `/apis/networking.k8s.io/v1/namespaces/${NAME}/networkpolicies`;
      await world.lab.api.request('DELETE', path);
    },
    on: (world) => world.restore('client-egress-dev'),
  },
];
