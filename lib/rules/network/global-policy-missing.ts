import type { Tenant } from '../../model/types';
import {
  denies,
  deniesIpv6,
  formatAddress,
  isDenyOnly,
  KUBERNETES_ORDER,
  NAMESPACE_NAME,
  type Packet,
} from '../../network-policy';
import { object } from '../_example';
import { CALICO, globalPolicyOf } from '../_names';
import { type Context, isKind, map, maps, type Rendered, texts } from '../_rendered';
import { found, some } from '../_support';
import type { Example, Found, RuleDefinition } from '../rule';
import { declared, egressOf, isDeclared, packets } from './_global-policy';

const onCalico = (example: Example): Example => ({ ...example, cni: 'calico' });

export const rule: RuleDefinition = {
  title: 'Calico’s global policy of a tenant is missing, or lets more or less through than declared',
  why: 'Calico takes the addresses of a pod from the pod object, so a network policy that selects pods allows any address that a forged pod names. The global policy denies by ranges, before all others, and is the second control.',
  fix: 'Render it with the tenant’s guardrails (cluster.cni: calico), and change destinations in the settings: egress.proxies and egress.private.',
  good: [onCalico(object('GlobalNetworkPolicy default.egress-tenant-client-b')`spec: { order: -10 }`)],
  bad: [
    onCalico(object('GlobalNetworkPolicy default.egress-tenant-client-b')`$patch: delete`),
    onCalico(object('GlobalNetworkPolicy default.egress-tenant-client-b')`spec: { order: 2000 }`),
    onCalico(object('GlobalNetworkPolicy default.egress-tenant-client-b')`spec: { selector: network == 'isolated' }`),
    onCalico(object('GlobalNetworkPolicy default.egress-tenant-client-b')`
      spec:
        egress:
          - { action: Deny, ipVersion: 6 }
          - { action: Deny, destination: { notNets: [100.64.0.0/15, 172.16.0.0/12] } }
    `),
    onCalico(object('GlobalNetworkPolicy default.egress-tenant-client-b')`
      spec:
        egress:
          - { action: Deny, ipVersion: 6 }
          - { action: Deny, destination: { notNets: [100.64.0.0/15] } }
    `),
    onCalico(
      object(
        'GlobalNetworkPolicy default.everything',
      )`spec: { order: -1, selector: all(), types: [Egress], egress: [{ action: Allow }] }`,
    ),
  ],
  check: (context) => [
    ...(context.environment.cluster.cni === 'calico' && context.complete
      ? context.namespaces.flatMap(({ tenant }) => ofTenant(tenant, context))
      : []),
    ...others(context),
  ],
};

function ofTenant(tenant: Tenant, context: Context): Found[] {
  const name = globalPolicyOf(tenant.name);
  const policy = globalPolicies(context).find(({ object }) => object.metadata.name === name);
  if (!policy)
    return [{ tenant: tenant.name, file: tenant.source, message: `the GlobalNetworkPolicy ${name} is not rendered` }];
  const { order, namespaceSelector, types, ingress, egress: _, ...rest } = map(policy.object.spec);
  const wrong: Found[] = [];
  const at = (key: string, message: string) => wrong.push(found(policy, ['spec', key], message));
  if (typeof order !== 'number' || order >= KUBERNETES_ORDER)
    at('order', `is not below ${KUBERNETES_ORDER}: network policies are evaluated first`);
  const expected = `${NAMESPACE_NAME} == '${tenant.namespace}'`;
  if (namespaceSelector !== expected) at('namespaceSelector', `is not ${expected}`);
  if (!texts(types).includes('Egress')) at('types', 'does not include Egress');
  if (ingress !== undefined) at('ingress', 'is set: the policy is about egress');
  for (const key of Object.keys(rest)) at(key, 'changes which pods it applies to, or how');
  return [...wrong, ...egressOfTenant(policy, tenant, context)];
}

function egressOfTenant(policy: Rendered, tenant: Tenant, { environment }: Context): Found[] {
  const rules = egressOf(policy.object.spec);
  const at = (message: string) => found(policy, ['spec', 'egress'], message);
  if (!isDenyOnly(rules)) return [at('has a rule that does more than deny ranges, ports and protocols')];
  const meant = declared(tenant, environment);
  const wrong = packets(rules, meant).filter((each) => denies(rules, each) === isDeclared(meant, each));
  const open = wrong.filter((each) => !isDeclared(meant, each)).map(show);
  const closed = wrong.filter((each) => isDeclared(meant, each)).map(show);
  return [
    ...(deniesIpv6(rules) ? [] : [at('does not deny IPv6')]),
    ...(open.length === 0 ? [] : [at(`does not deny what is not declared: ${some(open)}`)]),
    ...(closed.length === 0 ? [] : [at(`denies what is declared: ${some(closed)}`)]),
  ];
}

/** Other global policies may deny: an Allow is final, and a Pass skips all network policies. */
function others(context: Context): Found[] {
  const own = new Set(context.promised.map(({ name }) => globalPolicyOf(name)));
  return globalPolicies(context)
    .filter(({ object }) => !own.has(object.metadata.name) || context.environment.cluster.cni !== 'calico')
    .flatMap((policy) => {
      const { ingress, egress } = map(policy.object.spec);
      const actions = [...maps(ingress), ...maps(egress)].map(({ action }) => action);
      const more = actions.filter((action) => action !== 'Deny' && action !== 'Log').map(String);
      return more.length === 0
        ? []
        : [found(policy, ['spec'], `has the action ${some(more)}, after which network policies are not evaluated`)];
    });
}

function globalPolicies({ objects }: Context): readonly Rendered[] {
  return objects.filter((each) => isKind(each, 'GlobalNetworkPolicy', CALICO));
}

function show({ address, protocol, port }: Packet): string {
  return protocol === 'other'
    ? `${formatAddress(address)} (no port)`
    : `${formatAddress(address)}:${port} (${protocol})`;
}
