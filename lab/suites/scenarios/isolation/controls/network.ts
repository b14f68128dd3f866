import { SYSTEM_NODE } from '../../../../machine/topology';
import type { Control } from '../_types';
import { inNamespace, NAMESPACE, NODE, OTHER, OTHER_NODE, THIRD, type World } from '../_world';
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

/** The policies of the namespace with the gateway of the third tenant. That they are off shows at a port for its pods alone. */
function gatewayPolicies(): Control {
  const namespace = `${THIRD}-egress`;
  const ask = async (world: World) => {
    const [gateway] = await world.cluster.pods(namespace, 'egress-gateway');
    const url = `http://${gateway?.status.podIP}:3128/`;
    return world.lab.host(SYSTEM_NODE).run(['curl', '-s', '-o', '/dev/null', '--max-time', '1', url]);
  };
  return switched(
    'gateway-policies-of-the-other',
    'the network policies of another tenant’s gateway, which let in its own pods alone',
    ['gateway-open', 'default-deny-missing', 'ingress-too-wide'],
    {
      off: (world) => world.lab.api.request('DELETE', inNamespace('networking.k8s.io/v1:networkpolicies', namespace)),
      on: (world) => world.restore('client-egress-dev-client-c'),
      isOn: async (world) => (await ask(world)).code !== 0,
    },
  );
}

/** By what pods reach. */
export const NETWORK: readonly Control[] = [
  policies('network-policies', 'the tenant’s network policies, in the datapath', NAMESPACE, 'client-a'),
  policies('policies-of-the-other', 'the other tenant’s network policies, in the datapath', OTHER, 'client-b'),
  gatewayPolicies(),
  globalPolicy(
    'global-policy',
    'Calico’s global policy of the tenant, which denies ranges before all others (`cluster.cni: calico`; without it, network policies alone hold what forged addresses open)',
    NODE,
    'client-a',
  ),
  globalPolicy('global-policy-of-the-other', 'Calico’s global policy of the other tenant', OTHER_NODE, 'client-b'),
];
