import { isDeepStrictEqual } from 'node:util';
import { isCilium } from '../../model/cni';
import type { Environment, Tenant } from '../../model/types';
import { object } from '../_example';
import { ALLOW_NODES, CILIUM } from '../_names';
import { type Context, isKind, type TenantNamespace } from '../_rendered';
import { found } from '../_support';
import type { Example, Found, RuleDefinition } from '../rule';

const onCilium = (example: Example): Example => ({ ...example, cni: 'cilium', environment: 'development' });

export const rule: RuleDefinition = {
  title: 'A Cilium policy of a tenant’s namespace is missing, or allows something else than declared',
  why: 'What Cilium’s own kind of policy allows comes on top of what network policies allow: other namespaces, names, the whole internet.',
  fix: 'Declare what is allowed in the settings (ingress.from, cluster.nodeLocalDns, egress.private), and remove other Cilium policies.',
  good: [
    onCilium(
      object('CiliumNetworkPolicy monitoring/scrape')`spec: { endpointSelector: {}, egress: [{ toEntities: [host] }] }`,
    ),
  ],
  bad: [
    onCilium(object('CiliumNetworkPolicy client-b/allow-nodes')`$patch: delete`),
    onCilium(object('CiliumNetworkPolicy client-b/allow-nodes')`spec: { egress: [{ toEntities: [all] }] }`),
    onCilium(
      object(
        'CiliumNetworkPolicy client-b/names',
      )`spec: { endpointSelector: {}, egress: [{ toFQDNs: [{ matchName: example.com }] }] }`,
    ),
    onCilium(
      object('CiliumNetworkPolicy client-b/world')`spec: { endpointSelector: {}, egress: [{ toEntities: [world] }] }`,
    ),
  ],
  check: (context) => context.namespaces.flatMap((each) => ofNamespace(each, context)),
};

function ofNamespace({ tenant, namespace, objects }: TenantNamespace, { environment, complete }: Context): Found[] {
  const expected = expectedSpec(tenant, environment);
  const policies = objects.filter((each) => isKind(each, 'CiliumNetworkPolicy', CILIUM));
  const own = policies.find(({ object }) => object.metadata.name === ALLOW_NODES);
  return [
    ...(expected && !own && complete
      ? [found(namespace, [], `the CiliumNetworkPolicy ${ALLOW_NODES} is missing`)]
      : []),
    ...policies.flatMap((each) => {
      if (each !== own || !expected) return [found(each, ['spec'], 'is not declared in the settings')];
      return isDeepStrictEqual(each.object.spec, expected)
        ? []
        : [found(each, ['spec'], `is not what the settings declare (expected ${JSON.stringify(expected)})`)];
    }),
  ];
}

/** Undefined: nothing is declared that takes a policy of this kind. */
function expectedSpec({ ingress }: Tenant, { cluster }: Environment): object | undefined {
  const ports = ingress.find(({ nodes }) => nodes)?.ports ?? [];
  const hasDns = cluster.nodeLocalDns !== undefined;
  if (!isCilium(cluster) || (!hasDns && ports.length === 0)) return undefined;
  const at = (port: number, protocol: string) => ({ port: String(port), protocol });
  return {
    endpointSelector: {},
    ...(hasDns ? { egress: [{ toEntities: ['host'], toPorts: [{ ports: [at(53, 'UDP'), at(53, 'TCP')] }] }] } : {}),
    ...(ports.length > 0
      ? { ingress: [{ fromEntities: ['host', 'remote-node'], toPorts: [{ ports: ports.map((n) => at(n, 'TCP')) }] }] }
      : {}),
  };
}
