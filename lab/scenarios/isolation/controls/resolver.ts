import type { Control } from '../_types';
import type { World } from '../_world';

const NAME = 'egress-dns';
const CONFIG = `/api/v1/namespaces/${NAME}/configmaps/${NAME}`;
const DEPLOYMENT = `/apis/apps/v1/namespaces/${NAME}/deployments/${NAME}`;

async function rolled(world: World): Promise<void> {
  const annotations = { rolled: new Date().toISOString() };
  await world.lab.api.patch(DEPLOYMENT, { spec: { template: { metadata: { annotations } } } });
  await world.cluster.isRolledOut();
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
      await rolled(world);
    },
    async on(world) {
      await world.restore('client-egress-dev');
      await rolled(world);
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
