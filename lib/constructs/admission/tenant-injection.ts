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
import { ADDRESS, HOSTS, POOL, TAINT, TENANT, VARIABLE_NAMES } from './_expressions';
import { reporting } from './_policy';

interface TenantInjectionProps {
  /** Version of `admissionregistration.k8s.io` in which the API server serves MutatingAdmissionPolicy. */
  readonly version: MutatingAdmission;
  /** Whether there are tenants for which nothing is changed. */
  readonly reported: boolean;
}

/**
 * Pods that say nothing of nodes, proxy and hosts get the tenant's. What they do say stays as it is, for the other policies to
 * judge: a pod that asks for other nodes is refused, not moved.
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
        annotations: { description: 'Pods of a tenant get its node pool, toleration, proxy and hosts' },
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
        variables: [TENANT, POOL, TAINT, ADDRESS, VARIABLE_NAMES, HOSTS],
        mutations: [
          { patchType: 'JSONPatch', jsonPatch: { expression: PLACE } },
          {
            patchType: 'ApplyConfiguration',
            applyConfiguration: {
              expression: `Object{spec: Object.spec{\n${proxied('containers')},\n${proxied('initContainers')}\n}}`,
            },
          },
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

function proxied(field: 'containers' | 'initContainers'): string {
  return lines(
    `  ${field}: object.spec.?${field}.orValue([]).map(c, Object.spec.${field}{name: c.name, env: variables.names`,
    '    .filter(name, !c.?env.orValue([]).exists(e, e.name == name))',
    `    .map(name, Object.spec.${field}.env{name: name, value: variables.address})})`,
  );
}
