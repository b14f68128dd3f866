import { isDeepStrictEqual } from 'node:util';
import { object } from '../_example';
import { CILIUM } from '../_names';
import { type Context, groupOf, isKind, labels, list, map, namespaceOf, type Rendered } from '../_rendered';
import { found } from '../_support';
import type { Example, Found, RuleDefinition } from '../rule';
import { type CiliumHome, ciliumHomes } from './_cilium-policies';

const onCilium = (example: Example): Example => ({ ...example, cni: 'cilium', environment: 'development' });
const withResolver = (example: Example): Example => ({ ...onCilium(example), resolver: true });
const clusterwide = object('CiliumClusterwideNetworkPolicy all');
/** The label of a pod's namespace as selectors of Cilium's kinds may spell it. */
const NAMESPACE_LABEL = /^((k8s|any)[:.])?io\.kubernetes\.pod\.namespace$/;

export const rule: RuleDefinition = {
  title: 'A Cilium policy that isolation needs is missing, or one allows something else than declared',
  why: 'What Cilium’s own kinds of policy allow comes on top of what network policies allow: other namespaces, names, the whole internet. This holds for the namespaces of tenants, gateways and the tenants’ resolver, and for policies of the whole cluster.',
  fix: 'Declare what is allowed in the settings (ingress.from, cluster.nodeLocalDns, cluster.resolver, egress.private), and remove other Cilium policies. A policy of the whole cluster may deny, or select a namespace by io.kubernetes.pod.namespace in matchLabels.',
  good: [
    onCilium(
      object('CiliumNetworkPolicy monitoring/scrape')`spec: { endpointSelector: {}, egress: [{ toEntities: [host] }] }`,
    ),
    onCilium(clusterwide`spec: { endpointSelector: {}, egressDeny: [{ toEntities: [remote-node] }] }`),
    onCilium(clusterwide`
      spec:
        endpointSelector: { matchLabels: { io.kubernetes.pod.namespace: monitoring } }
        egress: [{ toEntities: [host] }]
    `),
    onCilium(clusterwide`spec: { nodeSelector: {}, ingress: [{ fromEntities: [cluster] }] }`),
  ],
  bad: [
    onCilium(object('CiliumNetworkPolicy client-b/allow-nodes')`$patch: delete`),
    onCilium(object('CiliumNetworkPolicy client-b/allow-nodes')`spec: { egress: [{ toEntities: [all] }] }`),
    onCilium(
      object('CiliumNetworkPolicy client-b/allow-nodes')`
        specs: [{ endpointSelector: {}, egress: [{ toEntities: [world] }] }]
      `,
    ),
    onCilium(
      object(
        'CiliumNetworkPolicy client-b/names',
      )`spec: { endpointSelector: {}, egress: [{ toFQDNs: [{ matchName: example.com }] }] }`,
    ),
    onCilium(
      object('CiliumNetworkPolicy client-b/world')`spec: { endpointSelector: {}, egress: [{ toEntities: [world] }] }`,
    ),
    withResolver(object('CiliumNetworkPolicy egress-dns/allow-api-server')`$patch: delete`),
    withResolver(
      object('CiliumNetworkPolicy egress-dns/allow-api-server')`
        spec: { egress: [{ toEntities: [kube-apiserver] }] }
      `,
    ),
    withResolver(
      object('CiliumNetworkPolicy egress-dns/dns')`spec: { endpointSelector: {}, egress: [{ toEntities: [world] }] }`,
    ),
    onCilium(clusterwide`spec: { endpointSelector: {}, egress: [{ toEntities: [world] }] }`),
    onCilium(clusterwide`specs: [{ endpointSelector: { matchLabels: { app: web } }, ingress: [{}] }]`),
    onCilium(clusterwide`
      spec:
        endpointSelector: { matchLabels: { "k8s:io.kubernetes.pod.namespace": client-b } }
        egress: [{ toEntities: [world] }]
    `),
  ],
  check: (context) => {
    const homes = ciliumHomes(context);
    return [...homes.flatMap((home) => inHome(home, context)), ...ofCluster(homes, context)];
  },
};

function inHome({ namespace, declared }: CiliumHome, { objects, complete }: Context): Found[] {
  const { name } = namespace.object.metadata;
  const own = objects.filter((each) => namespaceOf(each) === name && groupOf(each.object) === CILIUM);
  const isThere = (policy: string) =>
    own.some((each) => isKind(each, 'CiliumNetworkPolicy', CILIUM) && each.object.metadata.name === policy);
  const lacking = complete ? [...declared.keys()].filter((policy) => !isThere(policy)) : [];
  return [
    ...lacking.map((policy) => found(namespace, [], `the CiliumNetworkPolicy ${policy} is missing`)),
    ...own.flatMap((each) => compare(each, declared.get(each.object.metadata.name))),
  ];
}

function compare(each: Rendered, declared: object | undefined): Found[] {
  const { spec, specs } = each.object;
  if (!declared || !isKind(each, 'CiliumNetworkPolicy', CILIUM))
    return [found(each, ['spec'], 'is not declared in the settings')];
  return [
    ...(isDeepStrictEqual(spec, declared)
      ? []
      : [found(each, ['spec'], `is not what the settings declare (expected ${JSON.stringify(declared)})`)]),
    ...(specs === undefined ? [] : [found(each, ['specs'], 'allows more than the settings declare')]),
  ];
}

/** Policies of the whole cluster may deny, be about nodes, or select one namespace that is not among those isolated. */
function ofCluster(homes: readonly CiliumHome[], { objects }: Context): Found[] {
  const isolated = new Set(homes.map(({ namespace }) => namespace.object.metadata.name));
  return objects
    .filter((each) => isKind(each, 'CiliumClusterwideNetworkPolicy', CILIUM))
    .flatMap((each) => {
      const { spec, specs } = each.object;
      const rules = [spec, ...list(specs)].map(map);
      return rules.some((one) => allowsMore(one, isolated))
        ? [found(each, [spec === undefined ? 'specs' : 'spec'], 'may select pods of tenants, and allows something')]
        : [];
    });
}

function allowsMore({ egress, ingress, endpointSelector }: Record<string, unknown>, isolated: ReadonlySet<string>) {
  if (endpointSelector === undefined || [...list(egress), ...list(ingress)].length === 0) return false;
  const namespaces = Object.entries(labels(map(endpointSelector).matchLabels))
    .filter(([key]) => NAMESPACE_LABEL.test(key))
    .map(([, name]) => name);
  return namespaces.length === 0 || namespaces.some((name) => isolated.has(name));
}
