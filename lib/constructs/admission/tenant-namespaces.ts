import {
  GUARDRAILS_LABEL,
  HOST_ALIASES,
  ISOLATION_LABEL,
  ISOLATION_VALUE,
  POD_SECURITY,
  POLICY_ANNOTATIONS,
  policyName,
  ROUTE_HOSTS,
  SCHEDULER,
  STATE,
  TENANT_LABEL,
} from '../../vocabulary';
import { lines, list, say } from './_cel';
import { CONTROLLER, PLATFORM } from './_expressions';
import { type AdmissionPolicyProps, type NamedExpression, written } from './_policy';

const isolated = (object: string) =>
  `(${object} != null && ${object}.metadata.?labels[?'${ISOLATION_LABEL}'].orValue('') == '${ISOLATION_VALUE}')`;

const tenant = 'variables.tenant';

/**
 * A tenant's namespace is the platform's. A namespace selector would look at the labels that an update brings, so that
 * taking the label off would do: the condition looks at what was there before, too. `status` and `finalize` are other
 * doors to the same labels.
 */
export function namespacesPolicy({
  reported,
  routed,
  cordoned,
  injected,
}: {
  readonly reported: boolean;
  readonly routed: boolean;
  readonly cordoned: boolean;
  readonly injected: boolean;
}): AdmissionPolicyProps {
  const labels = reported ? [TENANT_LABEL, ISOLATION_LABEL, GUARDRAILS_LABEL] : [TENANT_LABEL, ISOLATION_LABEL];
  const annotations = [
    ...POLICY_ANNOTATIONS,
    // What is injected into pods by it is the platform's.
    ...(injected ? [HOST_ALIASES] : []),
    ...(routed ? [ROUTE_HOSTS] : []),
    ...(cordoned ? [STATE] : []),
  ];
  return {
    name: policyName('namespaces'),
    description: 'Namespaces of tenants, their labels and annotations are the platform’s',
    tenantNamespacesOnly: false,
    rules: [
      written('', ['namespaces', 'namespaces/finalize', 'namespaces/status'], {
        operations: ['CREATE', 'UPDATE', 'DELETE'],
        scope: 'Cluster',
      }),
    ],
    conditions: [{ name: 'of-a-tenant', expression: `${isolated('object')} || ${isolated('oldObject')}` }],
    variables: [
      {
        name: 'tenant',
        expression: `(oldObject != null ? oldObject : object).metadata.?labels[?'${TENANT_LABEL}'].orValue('')`,
      },
      PLATFORM,
      CONTROLLER,
      bothOf('labels'),
      bothOf('annotations'),
      {
        name: 'unmarked',
        expression: lines(
          "request.operation != 'UPDATE' || (",
          kept('labels', `key in ${list(labels)} || key.startsWith('${POD_SECURITY}')`),
          '&&',
          kept('annotations', `key in ${list(annotations)} || key.startsWith('${SCHEDULER}')`),
          ')',
        ),
      },
    ],
    validations: [
      {
        expression: 'variables.platform || variables.controller',
        messageExpression: say`tenant ${tenant}: only the platform may change its namespace. Propose what you need in tenants/${tenant}.yaml`,
      },
      {
        expression: 'variables.platform || variables.unmarked',
        messageExpression: say`tenant ${tenant}: the labels and annotations that identify a namespace and its guardrails belong to the platform. Do not change the labels tenant, network/isolation and pod-security.kubernetes.io/… and the annotations node-pool, egress-proxy, image-registries, token-audiences, egress-tenant/adopt and scheduler.alpha.kubernetes.io/… as they are`,
      },
    ],
  };
}

/** As they will be, and as they were. */
function bothOf(field: 'labels' | 'annotations'): NamedExpression {
  return { name: field, expression: `[object, oldObject].map(o, o.metadata.?${field}.orValue({}))` };
}

/** CEL: neither has one of these that the other does not have, with the same value. */
function kept(field: 'labels' | 'annotations', which: string): string {
  const [one, other] = [`variables.${field}[i]`, `variables.${field}[1 - i]`];
  return lines(
    `  [0, 1].all(i, ${one}.all(key,`,
    `    !(${which}) ||`,
    `    (key in ${other} && ${other}[key] == ${one}[key])))`,
  );
}
