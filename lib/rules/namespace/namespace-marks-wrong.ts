import type { Environment, Tenant } from '../../model/types';
import { object } from '../_example';
import {
  ALIASES_ANNOTATION,
  AUDIENCES_ANNOTATION,
  CORDONED,
  DIRECT_ANNOTATION,
  GATEWAY,
  GUARDRAILS_LABEL,
  HOSTS_ANNOTATION,
  ISOLATION_LABEL,
  ISOLATION_VALUE,
  POOL_LABEL,
  PROXY_ANNOTATION,
  REGISTRIES_ANNOTATION,
  REPORT,
  SCHEDULER,
  STATE_ANNOTATION,
  TENANT_LABEL,
  taintOf,
} from '../_names';
import { annotationsOf, labelsOf, type TenantNamespace } from '../_rendered';
import { found, show, withGateways } from '../_support';
import { noWayOut, urlsOut } from '../network/_way-out';
import type { Found, RuleDefinition, Step } from '../rule';

const NODE_SELECTOR = `${SCHEDULER}node-selector`;
const TOLERATIONS = ['defaultTolerations', 'tolerationsWhitelist'].map((name) => `${SCHEDULER}${name}`);

export const rule: RuleDefinition = {
  title: 'The labels or annotations of a tenant’s namespace are wrong',
  why: 'Admission policies find a tenant’s namespace by its label, and read its annotations for what pods must comply with. Without the label no policy applies; with another tenant’s pool they would force pods onto the wrong nodes.',
  fix: 'Set the labels tenant and network/isolation: egress-proxy, and the annotations node-pool, egress-proxy, image-registries, token-audiences and route-hosts as in the tenant’s settings. The namespace of a gateway has only the label network/isolation: egress-gateway.',
  good: [object('Namespace client-b', 'labels: { cost-center: "42" }')``],
  bad: [
    object('Namespace client-b', 'labels: { network/isolation: none }')``,
    object('Namespace client-b', 'annotations: { node-pool: client-a-pool }')``,
    object('Namespace client-b', 'annotations: { egress-proxy: "http://172.16.28.8:3128" }')``,
    object('Namespace client-b', 'labels: { egress-tenant/guardrails: report }')``,
    object('Namespace client-b', 'annotations: { image-registries: null }')``,
    object('Namespace client-b', 'annotations: { route-hosts: shop.example.com }')``,
    object('Namespace client-b', 'annotations: { egress-tenant/state: cordoned }')``,
    object('Namespace client-b', 'annotations: { token-audiences: sts.amazonaws.com }')``,
    withGateways(object('Namespace client-b', 'annotations: { egress-proxy: "http://172.16.28.19:3128" }')``),
    withGateways(object('Namespace client-b-egress', 'labels: { network/isolation: egress-proxy }')``),
    withGateways(object('Namespace client-b-egress', 'labels: { tenant: client-b }')``),
  ],
  check: ({ namespaces, gateways, environment }) => [
    ...namespaces.flatMap((each) => problems(each, environment)),
    ...gateways.flatMap(gatewayProblems),
  ],
};

function problems({ tenant, namespace }: TenantNamespace, { cluster }: Environment): Found[] {
  const labels = labelsOf(namespace);
  const annotations = annotationsOf(namespace);
  const at = (sort: string, key: string, message: string) =>
    found(namespace, ['metadata', sort, key] satisfies Step[], message);
  const wrong: Found[] = [];
  for (const [key, wanted] of [
    [TENANT_LABEL, tenant.name],
    [ISOLATION_LABEL, ISOLATION_VALUE],
  ] as const) {
    if (labels[key] !== wanted) wrong.push(at('labels', key, `is ${show(labels[key])} and not ${wanted}`));
  }
  const reports = tenant.guardrails === REPORT;
  if ((labels[GUARDRAILS_LABEL] === REPORT) !== reports)
    wrong.push(
      at(
        'labels',
        GUARDRAILS_LABEL,
        `is ${show(labels[GUARDRAILS_LABEL])}, and the settings have guardrails: ${tenant.guardrails ?? 'enforce'}`,
      ),
    );
  const { [POOL_LABEL]: pool, [PROXY_ANNOTATION]: proxy } = annotations;
  if (pool !== tenant.nodePool.name)
    wrong.push(at('annotations', POOL_LABEL, `is ${show(pool)} and not ${tenant.nodePool.name}`));
  if (proxy === undefined || !urlsOut(tenant).includes(proxy))
    wrong.push(at('annotations', PROXY_ANNOTATION, `is ${show(proxy)}, which is ${noWayOut(tenant)}`));
  for (const [key, wanted] of [
    [REGISTRIES_ANNOTATION, tenant.registries?.join(',')],
    [AUDIENCES_ANNOTATION, tenant.audiences?.join(',') || undefined],
    [HOSTS_ANNOTATION, hostsOf(tenant)],
    [STATE_ANNOTATION, tenant.state === CORDONED ? CORDONED : undefined],
    // Read where pods are injected.
    [DIRECT_ANNOTATION, cluster.mutatingAdmission && tenant.noProxy.join(',')],
    [ALIASES_ANNOTATION, cluster.mutatingAdmission && (aliases(tenant).join(',') || undefined)],
  ] as const) {
    if (annotations[key] !== wanted)
      wrong.push(at('annotations', key, `is ${show(annotations[key])}; the settings require ${show(wanted)}`));
  }
  const selector = annotations[NODE_SELECTOR];
  const pinned = !reports && cluster.admissionPlugins.includes('PodNodeSelector');
  if (selector === undefined ? pinned : selector !== `${POOL_LABEL}=${tenant.nodePool.name}`)
    wrong.push(at('annotations', NODE_SELECTOR, `is ${show(selector)} and not the tenant’s pool`));
  for (const key of TOLERATIONS) {
    const text = annotations[key];
    const restricted = !reports && cluster.admissionPlugins.includes('PodTolerationRestriction');
    if (text === undefined ? restricted : !toleratesOwnOnly(text, tenant))
      wrong.push(at('annotations', key, `${show(text)} is not the tenant’s own taint and those of a node’s life`));
  }
  return wrong;
}

function hostsOf({ routes = [] }: Tenant): string | undefined {
  return [...new Set(routes.map(({ host }) => host))].sort().join(',') || undefined;
}

/** For example `10.32.0.20=sftp.partner.example`. */
function aliases({ forwards }: Tenant): readonly string[] {
  return [...new Set(forwards.map(({ host, address }) => `${address}=${host}`))];
}

/** Marked as a tenant's it would be held to what tenants' pods are, and there would be no gateway. */
function gatewayProblems({ namespace }: TenantNamespace): Found[] {
  const { [ISOLATION_LABEL]: isolation, [TENANT_LABEL]: tenant } = labelsOf(namespace);
  const at = (key: string, message: string) => found(namespace, ['metadata', 'labels', key], message);
  return [
    ...(isolation === GATEWAY ? [] : [at(ISOLATION_LABEL, `is ${show(isolation)} and not ${GATEWAY}`)]),
    ...(tenant === undefined ? [] : [at(TENANT_LABEL, 'is on the namespace of a gateway')]),
  ];
}

function toleratesOwnOnly(text: string, tenant: Tenant): boolean {
  try {
    const keys = (JSON.parse(text) as { key?: string }[]).map(({ key = '' }) => key);
    const own = taintOf(tenant.name);
    return keys.includes(own) && keys.every((key) => key === own || key.startsWith('node.kubernetes.io/'));
  } catch {
    return false;
  }
}
