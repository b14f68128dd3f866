import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type {
  ValidatingAdmissionPolicyBindingSpec,
  ValidatingAdmissionPolicySpec,
} from '../../../imports/admissionregistration.k8s.io';
import { GUARDRAILS_LABEL, ISOLATION_LABEL, ISOLATION_VALUE, REPORT, reportBinding } from '../../vocabulary';
import type { Plain } from '../plain';

type Actions = Plain<ValidatingAdmissionPolicyBindingSpec>['validationActions'];

const API_VERSION = 'admissionregistration.k8s.io/v1';

type Operation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';

/** What a policy judges: writes of namespaced objects, and of namespaces themselves. */
export interface ResourceRule {
  readonly apiGroups: readonly string[];
  readonly apiVersions: readonly string[];
  // In the plural, `pods` or `pods/status`. `*` is every resource of the groups without subresources, `*/*` with them.
  readonly resources: readonly string[];
  readonly operations: readonly Operation[];
  /**
   * Whether the objects live in namespaces. Said always: a namespace selector lets objects that live in none pass it.
   * @default Namespaced
   */
  readonly scope?: 'Namespaced' | 'Cluster';
}

/** What is written in one API group; `more` has other operations, versions or a scope. */
export function written(
  apiGroup: string,
  resources: readonly string[],
  more: Partial<ResourceRule> = {},
): ResourceRule {
  return { apiGroups: [apiGroup], apiVersions: ['v1'], resources, operations: ['CREATE', 'UPDATE'], ...more };
}

/** Everything that can be done to objects in a namespace, subresources, connections and kinds of later included. */
export const EVERYTHING: ResourceRule = {
  apiGroups: ['*'],
  apiVersions: ['*'],
  resources: ['*/*'],
  operations: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'],
};

/** A CEL expression under a name: `variables.<name>` in what comes after it. */
export interface NamedExpression {
  readonly name: string;
  readonly expression: string;
}

export interface Validation {
  /** CEL; false refuses. */
  readonly expression: string;
  /** CEL string of one line: whose tenant, which rule, and the way to comply. */
  readonly messageExpression: string;
}

export interface AdmissionPolicyProps {
  /** Of the policy and of its binding; it is in each message. */
  readonly name: string;
  /** What it is for, in a sentence. */
  readonly description: string;
  readonly rules: readonly ResourceRule[];
  /** All have to hold for a request to be judged. @default - each one is */
  readonly conditions?: readonly NamedExpression[];
  /** @default - none */
  readonly variables?: readonly NamedExpression[];
  readonly validations: readonly Validation[];
  /** Judge once for each object of this cluster-scoped kind, `params` in CEL. @default - once, without `params` */
  readonly params?: { readonly apiVersion: string; readonly kind: string };
  /**
   * False: in all namespaces, for a policy whose conditions find the tenants' ones.
   * @default true
   */
  readonly tenantNamespacesOnly?: boolean;
  /**
   * `report`: it refuses nothing in namespaces with the label for that, and warns and records there. Only for a policy that
   * is about what a tenant runs: what protects the label itself, or objects of the platform, always refuses.
   * @default - it refuses everywhere
   */
  readonly elsewhere?: 'report';
}

/**
 * A ValidatingAdmissionPolicy and its binding. What it cannot judge, it refuses: in the namespaces of tenants no pod is
 * better than an unjudged one.
 */
export class AdmissionPolicy extends Construct {
  constructor(scope: Construct, id: string, props: AdmissionPolicyProps) {
    super(scope, id);
    const { name, description, params } = props;
    const metadata = { name, annotations: { description } };
    const ofTenants = { matchLabels: { [ISOLATION_LABEL]: ISOLATION_VALUE } };
    new ApiObject(this, 'policy', {
      apiVersion: API_VERSION,
      kind: 'ValidatingAdmissionPolicy',
      metadata,
      spec: {
        failurePolicy: 'Fail',
        paramKind: params,
        matchConstraints: {
          namespaceSelector: props.tenantNamespacesOnly === false ? undefined : ofTenants,
          resourceRules: props.rules.map((rule) => ({ scope: 'Namespaced', ...rule })),
        },
        matchConditions: props.conditions,
        variables: props.variables,
        // Not `Invalid`, the default: Flux takes that for an immutable field, and replaces objects with `force: enabled`.
        validations: props.validations.map((validation) => ({ ...validation, reason: 'Forbidden' })),
      } satisfies Plain<ValidatingAdmissionPolicySpec>,
    });
    const bind = (id: string, name: string, actions: Actions, operator?: 'In' | 'NotIn') =>
      new ApiObject(this, id, {
        apiVersion: API_VERSION,
        kind: 'ValidatingAdmissionPolicyBinding',
        metadata: { name },
        spec: {
          policyName: props.name,
          paramRef: params ? { selector: {}, parameterNotFoundAction: 'Allow' } : undefined,
          matchResources: operator && { namespaceSelector: reporting(operator) },
          validationActions: actions,
        } satisfies Plain<ValidatingAdmissionPolicyBindingSpec>,
      });
    if (props.elsewhere !== REPORT) {
      bind('binding', name, ['Deny']);
      return;
    }
    bind('binding', name, ['Deny'], 'NotIn');
    bind('report', reportBinding(name), ['Warn', 'Audit'], 'In');
  }
}

/** Selects the namespaces in which guardrails report, or all others. */
export function reporting(operator: 'In' | 'NotIn') {
  return { matchExpressions: [{ key: GUARDRAILS_LABEL, operator, values: [REPORT] }] };
}
