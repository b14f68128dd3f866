import type { Control } from '../_types';
import { DIRECT, inNamespace, NAMESPACE, OTHER, type World } from '../_world';

const RULES = ['default-deny-missing', 'egress-too-wide', 'ingress-too-wide'];

function policies(name: string, title: string, namespace: string, tenant: string): Control {
  const direct = (world: World) => (namespace === NAMESPACE ? world.inPod(...DIRECT) : world.inOther(...DIRECT));
  return {
    name,
    title,
    rules: RULES,
    async off(world) {
      await world.lab.api.request('DELETE', inNamespace('networking.k8s.io/v1:networkpolicies', namespace));
      await world.lab.waitFor(`${namespace} is open`, async () => (await direct(world)).code === 0);
    },
    async on(world) {
      await world.restore(`client-egress-dev-${tenant}`);
      await world.lab.waitFor(`${namespace} is closed`, async () => (await direct(world)).code !== 0);
    },
  };
}

/** By what pods reach. */
export const NETWORK: readonly Control[] = [
  policies('network-policies', 'the tenant’s network policies, in Calico', NAMESPACE, 'client-a'),
  policies('policies-of-the-other', 'the other tenant’s network policies, in Calico', OTHER, 'client-b'),
];
