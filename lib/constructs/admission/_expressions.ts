import {
  DIRECT_HOSTS,
  EGRESS_PROXY,
  HOST_ALIASES,
  IMAGE_REGISTRIES,
  NAME_LABEL,
  NO_PROXY_VARIABLES,
  NODE_POOL,
  PROBE,
  PROXY_URL,
  PROXY_VARIABLES,
  TENANT_LABEL,
  TOKEN_AUDIENCES,
  taintKey,
} from '../../vocabulary';
import { lines, list } from './_cel';
import { type NamedExpression, type ResourceRule, written } from './_policy';

/** Whose namespace it is. What a policy knows of a tenant is on the namespace, which the tenant cannot write. */
export const TENANT: NamedExpression = {
  name: 'tenant',
  expression: `namespaceObject.metadata.?labels[?'${TENANT_LABEL}'].orValue('')`,
};

/** Name of the tenant's node pool; empty, which no pod complies with, where the namespace does not say. */
export const POOL: NamedExpression = {
  name: 'pool',
  expression: `namespaceObject.metadata.?annotations[?'${NODE_POOL}'].orValue('')`,
};

/** Key of the taint on the tenant's nodes. */
export const TAINT: NamedExpression = { name: 'taint', expression: `'${taintKey('')}' + variables.tenant` };

/** URL of the tenant's proxy; where the namespace does not say, the one that only its ConfigMap completes. */
export const ADDRESS: NamedExpression = {
  name: 'address',
  expression: `namespaceObject.metadata.?annotations[?'${EGRESS_PROXY}'].orValue('${PROXY_URL}')`,
};

/** Hosts that pods take for an address in the cluster: `10.32.0.20=sftp.partner.example`, one for each. */
export const HOSTS: NamedExpression = {
  name: 'hosts',
  expression: `namespaceObject.metadata.?annotations[?'${HOST_ALIASES}'].orValue('').split(',').filter(h, h.contains('='))`,
};

/** What pods reach without the proxy; empty where the namespace does not say. */
export const DIRECT: NamedExpression = {
  name: 'direct',
  expression: `namespaceObject.metadata.?annotations[?'${DIRECT_HOSTS}'].orValue('')`,
};

/** Variables that say so. */
export const DIRECT_NAMES: NamedExpression = {
  name: 'directNames',
  expression: `variables.direct == '' ? [] : ${list(NO_PROXY_VARIABLES)}`,
};

/** Registries that images may come from; none that begins a name where the namespace does not say. */
export const REGISTRIES: NamedExpression = {
  name: 'registries',
  expression: `namespaceObject.metadata.?annotations[?'${IMAGE_REGISTRIES}'].orValue('').split(',')`,
};

/** Audiences that tokens may be issued for, in addition to the API server's own. */
export const AUDIENCES: NamedExpression = {
  name: 'audiences',
  expression: `namespaceObject.metadata.?annotations[?'${TOKEN_AUDIENCES}'].orValue('').split(',')`,
};

/** Not the tenant's probe, which another policy keeps tenants from imitating. */
export const NOT_PROBE: NamedExpression = {
  name: 'not-the-probe',
  expression: `object.metadata.?labels[?'${NAME_LABEL}'].orValue('') != '${PROBE.name}'`,
};

/** The API server's own authorizer sees to it that a node gets no further than its own pods. */
export const KUBELET: NamedExpression = {
  name: 'kubelet',
  expression: lines(
    "request.userInfo.username.startsWith('system:node:') &&",
    "'system:nodes' in request.userInfo.?groups.orValue([])",
  ),
};

/** Containers of every sort. */
export const CONTAINERS: NamedExpression = {
  name: 'containers',
  expression: lines(
    'variables.pod.containers + variables.pod.?initContainers.orValue([]) +',
    'variables.pod.?ephemeralContainers.orValue([])',
  ),
};

export const VARIABLE_NAMES: NamedExpression = {
  name: 'names',
  expression: list(PROXY_VARIABLES),
};

/** Pods alone, where something is injected into them: what makes them need not say it. */
export const POD_RULES: readonly ResourceRule[] = [written('', ['pods', 'pods/ephemeralcontainers'])];

/** Pods, and what makes pods: a workload is refused when it is applied, not only later when its pods are. */
export const WORKLOAD_RULES: readonly ResourceRule[] = [
  ...POD_RULES,
  // Not ReplicaSets: an old one has to be scaled down while a Deployment that complies replaces it.
  written('apps', ['daemonsets', 'deployments', 'statefulsets']),
  written('batch', ['cronjobs', 'jobs']),
];

/** Controllers label, finish and clean up objects that are older than a policy: only a written spec is judged. */
export const SPEC_WRITTEN: NamedExpression = {
  name: 'spec-written',
  expression: "request.operation == 'CREATE' || object.spec != oldObject.spec",
};

/** The pod's spec, of a pod or of the template in a workload. */
export const POD: NamedExpression = {
  name: 'pod',
  expression: lines(
    "request.kind.kind == 'Pod' ? dyn(object.spec) :",
    "request.kind.kind == 'CronJob' ? dyn(object.spec).jobTemplate.spec.template.spec :",
    'dyn(object.spec).template.spec',
  ),
};

/** Who owns the guardrails: those who could change these very policies. Flux's own account, and administrators. */
export const PLATFORM: NamedExpression = {
  name: 'platform',
  expression: lines(
    "authorizer.group('admissionregistration.k8s.io').resource('validatingadmissionpolicies')",
    "  .check('update').allowed()",
  ),
};

/**
 * The cluster's own components: the namespace controller, the garbage collector, kubelets, the CNI's agents. They are
 * known by what no binding in a namespace can give: the right to do the same in every namespace.
 */
export const CONTROLLER: NamedExpression = {
  name: 'controller',
  expression: lines(
    "request.userInfo.username.startsWith('system:') &&",
    "{'CREATE': ['create'], 'UPDATE': ['update', 'patch'], 'DELETE': ['delete'], 'CONNECT': ['create', 'get']}",
    '  [request.operation].exists(verb,',
    '  authorizer.group(request.resource.group).resource(request.resource.resource)',
    "    .subresource(request.?subResource.orValue('')).check(verb).allowed())",
  ),
};
