import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type {
  MutatingAdmissionPolicyBindingSpec,
  MutatingAdmissionPolicySpec,
} from '../../../imports/admissionregistration.k8s.io';
import type { MutatingAdmission } from '../../model/types';
import { ISOLATION_LABEL, ISOLATION_VALUE, NODE_POOL, policyName, TAINT_VALUE } from '../../vocabulary';
import type { Plain } from '../plain';
import { lines } from './_cel';
import { ADDRESS, DIRECT, DIRECT_NAMES, HOSTS, POOL, TAINT, TENANT, VARIABLE_NAMES } from './_expressions';
import { reporting } from './_policy';

interface TenantInjectionProps {
  /** Version of `admissionregistration.k8s.io` in which the API server serves MutatingAdmissionPolicy. */
  readonly version: MutatingAdmission;
  /** Whether there are tenants for which nothing is changed. */
  readonly reported: boolean;
}

/**
 * Pods that say nothing of nodes, proxy, hosts and restrictions get the tenant's. What they do say stays as it is, for the other
 * policies and Pod Security to judge: a pod that asks for other nodes or for privileges is refused, not changed.
 */
export class TenantInjection extends Construct {
  constructor(scope: Construct, id: string, props: TenantInjectionProps) {
    super(scope, id);
    const apiVersion = `admissionregistration.k8s.io/${props.version}`;
    const name = policyName('injection');
    new ApiObject(this, 'policy', {
      apiVersion,
      kind: 'MutatingAdmissionPolicy',
      metadata: {
        name,
        annotations: { description: 'Pods of a tenant get its node pool, toleration, proxy, hosts and restrictions' },
      },
      spec: {
        failurePolicy: 'Fail',
        reinvocationPolicy: 'IfNeeded',
        matchConstraints: {
          namespaceSelector: { matchLabels: { [ISOLATION_LABEL]: ISOLATION_VALUE } },
          resourceRules: [
            { apiGroups: [''], apiVersions: ['v1'], resources: ['pods'], operations: ['CREATE'], scope: 'Namespaced' },
          ],
        },
        variables: [TENANT, POOL, TAINT, ADDRESS, VARIABLE_NAMES, DIRECT, DIRECT_NAMES, HOSTS],
        mutations: [
          { patchType: 'JSONPatch', jsonPatch: { expression: PLACE } },
          {
            patchType: 'ApplyConfiguration',
            applyConfiguration: {
              expression: `Object{spec: Object.spec{\n${RESTRICTED},\n${completed('containers')},\n${completed('initContainers')}\n}}`,
            },
          },
          ...(['containers', 'initContainers'] as const).map((field) => ({
            patchType: 'JSONPatch',
            jsonPatch: { expression: withoutCapabilities(field) },
          })),
        ],
      } satisfies Plain<MutatingAdmissionPolicySpec>,
    });
    new ApiObject(this, 'binding', {
      apiVersion,
      kind: 'MutatingAdmissionPolicyBinding',
      metadata: { name },
      spec: {
        policyName: name,
        matchResources: props.reported ? { namespaceSelector: reporting('NotIn') } : undefined,
      } satisfies Plain<MutatingAdmissionPolicyBindingSpec>,
    });
  }
}

/** Selectors, tolerations and names of hosts are merged as a whole or not at all, so these are patches. */
const PLACE = lines(
  "(!has(object.spec.nodeSelector) ? [JSONPatch{op: 'add', path: '/spec/nodeSelector',",
  `  value: {'${NODE_POOL}': variables.pool}}] :`,
  `'${NODE_POOL}' in object.spec.nodeSelector ? [] :`,
  `[JSONPatch{op: 'add', path: '/spec/nodeSelector/${NODE_POOL}', value: variables.pool}]) +`,
  "(object.spec.?tolerations.orValue([]).exists(t, t.?key.orValue('') == variables.taint) ? [] :",
  "(has(object.spec.tolerations) ? [] : [JSONPatch{op: 'add', path: '/spec/tolerations', value: []}]) +",
  "[JSONPatch{op: 'add', path: '/spec/tolerations/-', value: Object.spec.tolerations{",
  `  key: variables.taint, operator: 'Equal', value: '${TAINT_VALUE}', effect: 'NoSchedule'}}]) +`,
  '(variables.hosts.size() == 0 || has(object.spec.hostAliases) ? [] :',
  "[JSONPatch{op: 'add', path: '/spec/hostAliases', value: []}]) +",
  "variables.hosts.map(h, h.split('='))",
  '  .filter(h, !object.spec.?hostAliases.orValue([]).exists(a, a.ip == h[0]))',
  "  .map(h, JSONPatch{op: 'add', path: '/spec/hostAliases/-', value: Object.spec.hostAliases{",
  '    ip: h[0], hostnames: [h[1]]}})',
);

/** A pod's part of what Pod Security asks for, where it does not say otherwise. */
const RESTRICTED = lines(
  '  securityContext: Object.spec.securityContext{',
  '    ?runAsNonRoot: has(object.spec.securityContext) && has(object.spec.securityContext.runAsNonRoot) ?',
  '      optional.none() : optional.of(true),',
  '    ?seccompProfile: has(object.spec.securityContext) && has(object.spec.securityContext.seccompProfile) ?',
  "      optional.none() : optional.of(Object.spec.securityContext.seccompProfile{type: 'RuntimeDefault'})}",
);

/** Containers with the tenant's proxy, and without more privileges than they have. */
function completed(field: 'containers' | 'initContainers'): string {
  return lines(
    `  ${field}: object.spec.?${field}.orValue([]).map(c, Object.spec.${field}{name: c.name, env: variables.names`,
    '    .filter(name, !c.?env.orValue([]).exists(e, e.name == name))',
    `    .map(name, Object.spec.${field}.env{name: name, value: variables.address}) + variables.directNames`,
    '    .filter(name, !c.?env.orValue([]).exists(e, e.name == name))',
    `    .map(name, Object.spec.${field}.env{name: name, value: variables.direct}),`,
    `    securityContext: Object.spec.${field}.securityContext{`,
    '      ?allowPrivilegeEscalation: has(c.securityContext) && has(c.securityContext.allowPrivilegeEscalation) ?',
    '        optional.none() : optional.of(false)}})',
  );
}

/** The list of dropped capabilities is merged as a whole or not at all. By now each container has a security context. */
function withoutCapabilities(field: 'containers' | 'initContainers'): string {
  const path = `'/spec/${field}/' + string(object.spec.${field}.map(x, x.name).indexOf(c.name)) + '/securityContext/capabilities'`;
  return lines(
    `object.spec.?${field}.orValue([])`,
    '  .filter(c, !has(c.securityContext.capabilities))',
    `  .map(c, JSONPatch{op: 'add', path: ${path}, value: Object.spec.${field}.securityContext.capabilities{}}) +`,
    `object.spec.?${field}.orValue([])`,
    '  .filter(c, !has(c.securityContext.capabilities) || !has(c.securityContext.capabilities.drop))',
    `  .map(c, JSONPatch{op: 'add', path: ${path} + '/drop', value: ['ALL']})`,
  );
}
