import { NAMESPACE_NAME } from '../../network-policy';
import { object } from '../_example';
import { CORDONED, ISOLATION_LABEL, ISOLATION_VALUE, PROBE, policyOf, REPORT, TENANT_LABEL } from '../_names';
import { type Context, isKind, labelsOf, list, map, maps, type Rendered, texts } from '../_rendered';
import { found, isSelected, some, withStores } from '../_support';
import type { Found, RuleDefinition } from '../rule';

const GROUP = 'admissionregistration.k8s.io';

/** The policy that judges every write in a tenant's namespace. */
const GUARDRAILS = policyOf('guardrails');

/** The policy that judges every write of a tenant's probe. */
const PROBE_GUARD = policyOf(PROBE.name);

/** The policy that limits the hosts of routes, where the environment has routes. */
const ROUTES = policyOf('routes');

/** The policy that limits what Secrets are read from, where tenants have stores of them. */
const EXTERNAL = policyOf('external-secrets');

/** The policy that refuses new pods, where a tenant is cordoned. */
const CORDON = policyOf('cordon');

/** The second lock, by the names that stay. */
const POLICIES = [
  'adoption',
  'annotations',
  'guardrails',
  'drain',
  'finalizers',
  'images',
  'namespaces',
  'pods',
  'priority',
  'probes',
  'proxy',
  'secrets',
  'services',
  'tokens',
].map(policyOf);

export const rule: RuleDefinition = {
  title: 'The API server does not refuse what tenants may not do',
  why: 'The policies are the only control on pods that were not rendered here, for example by kubectl run or from a tenant’s own repository. A policy without a binding has no effect; one that only warns, fails open or selects other namespaces has little.',
  fix: 'Give each policy failurePolicy Fail and a binding with validationActions Deny, and let it select the namespaces of tenants and no others. Only namespaces of tenants with guardrails: report may be left out.',
  good: [object('ValidatingAdmissionPolicyBinding egress-tenant-pods')`spec: { validationActions: [Deny, Audit] }`],
  bad: [
    object('ValidatingAdmissionPolicyBinding egress-tenant-pods')`spec: { validationActions: [Warn] }`,
    object('ValidatingAdmissionPolicy egress-tenant-pods')`spec: { failurePolicy: Ignore }`,
    object(
      'ValidatingAdmissionPolicy egress-tenant-pods',
    )`spec: { matchConstraints: { namespaceSelector: { matchLabels: { admission: enabled } } } }`,
    object('ValidatingAdmissionPolicy egress-tenant-guardrails')`
      spec:
        matchConstraints:
          resourceRules:
            - { apiGroups: ["*"], apiVersions: ["*"], resources: ["*"], operations: [CREATE, UPDATE, DELETE] }
    `,
    object('ValidatingAdmissionPolicyBinding egress-tenant-pods')`
      spec:
        matchResources:
          namespaceSelector: { matchExpressions: [{ key: tenant, operator: NotIn, values: [client-b] }] }
    `,
    object('ValidatingAdmissionPolicyBinding egress-tenant-pods')`$patch: delete`,
    withStores(object('ValidatingAdmissionPolicyBinding egress-tenant-external-secrets')`$patch: delete`),
  ],
  check: (context) => {
    if (!context.complete) return [];
    const policies = context.objects.filter((each) => isKind(each, 'ValidatingAdmissionPolicy', GROUP));
    const names = new Set(policies.map(({ object }) => object.metadata.name));
    const wanted = [
      ...POLICIES,
      ...(context.environment.ingress === undefined ? [] : [ROUTES]),
      ...(context.environment.externalSecrets === undefined ? [] : [EXTERNAL]),
      ...(context.promised.some(({ state }) => state === CORDONED) ? [CORDON] : []),
    ];
    const absent = wanted.filter((name) => !names.has(name));
    return [
      ...(absent.length === 0 ? [] : [{ message: `there is no ValidatingAdmissionPolicy ${some(absent)}` }]),
      ...policies.flatMap((policy) => problems(policy, context)),
    ];
  },
};

function problems(policy: Rendered, context: Context): Found[] {
  const { name } = policy.object.metadata;
  const { failurePolicy = 'Fail', matchConstraints, validations } = map(policy.object.spec);
  const at = (on: Rendered, key: string, message: string) => found(on, ['spec', key], message);
  const wrong: Found[] = [];
  if (failurePolicy !== 'Fail')
    wrong.push(at(policy, 'failurePolicy', `is ${failurePolicy}: what it cannot judge, it lets in`));
  if (list(validations).length === 0) wrong.push(at(policy, 'validations', 'says nothing'));
  if ((name === GUARDRAILS || name === PROBE_GUARD) && !seesEveryWrite(matchConstraints))
    wrong.push(
      at(
        policy,
        'matchConstraints',
        'leaves out some resources, subresources, connections or versions: expected every operation on */* of all groups',
      ),
    );
  wrong.push(...missed(matchConstraints, context).map((message) => at(policy, 'matchConstraints', message)));
  const bindings = context.objects
    .filter((each) => isKind(each, 'ValidatingAdmissionPolicyBinding', GROUP))
    .filter(({ object }) => map(object.spec).policyName === name);
  if (bindings.length === 0) wrong.push(found(policy, [], 'has no binding, so that it does nothing'));
  const isDenying = ({ object }: Rendered) => texts(map(object.spec).validationActions).includes('Deny');
  const enforced = context.namespaces.filter(({ tenant }) => tenant.guardrails !== REPORT);
  // Where all tenants have their guardrails enforced, there is no need for a binding that only reports.
  const isReporting = enforced.length < context.namespaces.length && bindings.some(isDenying);
  for (const binding of bindings) {
    if (!isDenying(binding)) {
      if (!isReporting) wrong.push(at(binding, 'validationActions', 'refuse nothing'));
      continue;
    }
    const { matchResources } = map(binding.object.spec);
    const scope = { namespaces: enforced };
    wrong.push(...missed(matchResources, scope).map((message) => at(binding, 'matchResources', message)));
  }
  return wrong;
}

/** Whether one rule matches every write: also of subresources, and of kinds that are installed later. */
function seesEveryWrite(constraints: unknown): boolean {
  return maps(map(constraints).resourceRules).some(
    ({ apiGroups, apiVersions, resources, operations, scope, ...rest }) => {
      const every = (value: unknown) => texts(value).includes('*');
      return (
        every(apiGroups) &&
        every(apiVersions) &&
        texts(resources).includes('*/*') &&
        (every(operations) ||
          ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'].every((one) => texts(operations).includes(one))) &&
        scope !== 'Cluster' &&
        Object.keys(rest).length === 0
      );
    },
  );
}

/** Which namespaces a policy or its binding passes over, of those that it should see. */
function missed(constraints: unknown, { namespaces }: Pick<Context, 'namespaces'>): string[] {
  const { namespaceSelector, objectSelector, excludeResourceRules } = map(constraints);
  const unseen = namespaces.filter(({ tenant, namespace }) => {
    // As it should be marked: that it is not is a rule of its own.
    const marks = {
      [TENANT_LABEL]: tenant.name,
      [ISOLATION_LABEL]: ISOLATION_VALUE,
      [NAMESPACE_NAME]: tenant.namespace,
    };
    return !isSelected(namespaceSelector, { ...labelsOf(namespace), ...marks });
  });
  return [
    ...(unseen.length === 0
      ? []
      : [`does not mean the namespaces ${some(unseen.map(({ tenant }) => tenant.namespace))}`]),
    // The author of an object also writes its labels.
    ...(Object.keys(map(objectSelector)).length > 0
      ? ['means only objects with labels that a tenant may leave out']
      : []),
    ...(maps(excludeResourceRules).length > 0 ? ['excepts resources'] : []),
  ];
}
