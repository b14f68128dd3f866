import { SYSTEM_NODE } from '../../../../machine/topology';
import type { Control } from '../_types';
import { inNamespace, NAMESPACE, NODE, OTHER, OTHER_NODE, type World } from '../_world';
import { switched } from './_switched';

const CALICO = '/apis/crd.projectcalico.org/v1/globalnetworkpolicies';
const RULES = ['default-deny-missing', 'egress-too-wide', 'ingress-too-wide'];

function policies(name: string, title: string, namespace: string, tenant: string): Control {
  // From outside, since policies of other kinds hold what leaves.
  const direct = async (world: World) => {
    const { status } = await world.podOf(namespace, namespace === NAMESPACE ? 'agent' : 'web');
    return world.lab.host(SYSTEM_NODE).run(['curl', '-s', '--max-time', '1', `http://${status.podIP}:8080/hostname`]);
  };
  const path = inNamespace('networking.k8s.io/v1:networkpolicies', namespace);
  return switched(name, title, RULES, {
    off: (world) => world.lab.api.request('DELETE', path),
    on: (world) => world.restore(`client-egress-dev-${tenant}`),
    isOn: async (world) => (await direct(world)).code !== 0,
  });
}

/** Calico's policy of a tenant. That the node's rules have it, or not any more, shows by what it alone makes of ports. */
function globalPolicy(name: string, title: string, node: string, tenant: string): Control {
  const path = `${CALICO}/default.egress-tenant-${tenant}`;
  const control = switched(name, title, ['global-policy-missing'], {
    off: (world) => world.lab.api.request('DELETE', path),
    on: (world) => world.restore(`client-egress-dev-${tenant}`),
    isOn: async (world) => (await world.lab.host(node).must(['iptables-save'])).includes('! --dports 3128'),
  });
  return { ...control, only: 'calico' };
}

/** By what pods reach. */
export const NETWORK: readonly Control[] = [
  policies('network-policies', 'the tenant’s network policies, in the datapath', NAMESPACE, 'client-a'),
  policies('policies-of-the-other', 'the other tenant’s network policies, in the datapath', OTHER, 'client-b'),
  globalPolicy(
    'global-policy',
    'Calico’s global policy of the tenant, which denies ranges before all others (`cluster.cni: calico`; without it, network policies alone hold what forged addresses open)',
    NODE,
    'client-a',
  ),
  globalPolicy('global-policy-of-the-other', 'Calico’s global policy of the other tenant', OTHER_NODE, 'client-b'),
];
