import { object } from '../_example';
import { policyOf } from '../_names';
import { isKind, list, map, maps, texts } from '../_rendered';
import { found, sameList, some } from '../_support';
import type { Found, RuleDefinition } from '../rule';

const GROUP = 'admissionregistration.k8s.io';
const NAME = policyOf('annotations');

/** What a tenant could otherwise annotate, as a policy's rules list it. */
const JUDGED = [
  ...['pods', 'services', 'persistentvolumeclaims', 'podtemplates', 'replicationcontrollers'].map((each) => ` ${each}`),
  ...['daemonsets', 'deployments', 'replicasets', 'statefulsets'].map((each) => `apps ${each}`),
  ...['cronjobs', 'jobs'].map((each) => `batch ${each}`),
];

/** The keys that are judged, in CEL. */
const UNPOLICED = `variables.pods[0].?metadata.?labels.orValue({}).filter(key,
  (key == 'host' || key.endsWith('.host')) && !(key in variables.pods[1].?metadata.?labels.orValue({})))`;
const NONE_UNPOLICED = 'variables.unpoliced.size() == 0';

export const rule: RuleDefinition = {
  title: 'The policy for annotations covers less than it should',
  why: 'One kind that it leaves out, one condition, or one more domain, and a tenant gives its pods any address by an annotation of the network plugin.',
  fix: 'Render it again; list further annotations under annotations in the settings of the environment.',
  good: [object('ValidatingAdmissionPolicy egress-tenant-annotations', 'annotations: { description: annotations }')``],
  bad: [
    object(
      'ValidatingAdmissionPolicy egress-tenant-annotations',
    )`spec: { matchConditions: [{ name: not-flux, expression: "request.userInfo.username != 'flux'" }] }`,
    object('ValidatingAdmissionPolicy egress-tenant-annotations')`
      spec:
        matchConstraints:
          namespaceSelector: { matchLabels: { network/isolation: egress-proxy } }
          resourceRules:
            - { apiGroups: [""], apiVersions: [v1], resources: [pods], operations: [CREATE], scope: Namespaced }
    `,
    object(
      'ValidatingAdmissionPolicy egress-tenant-annotations',
    )`spec: { variables: [{ name: allowed, expression: "['cni.projectcalico.org/', 'prometheus.io/']" }] }`,
    object('ValidatingAdmissionPolicy egress-tenant-annotations')`
      spec: { validations: [{ expression: "variables.foreign.all(keys, keys.size() == 0)" }] }
    `,
  ],
  check: ({ objects, environment }) =>
    objects
      .filter((each) => isKind(each, 'ValidatingAdmissionPolicy', GROUP) && each.object.metadata.name === NAME)
      .flatMap((policy): Found[] => {
        const { matchConstraints, matchConditions, variables, validations } = map(policy.object.spec);
        const judged = new Set(
          maps(map(matchConstraints).resourceRules).flatMap(({ apiGroups, resources, operations, resourceNames }) =>
            ['CREATE', 'UPDATE'].every((each) => texts(operations).includes(each)) && list(resourceNames).length === 0
              ? texts(apiGroups).flatMap((group) => texts(resources).map((resource) => `${group} ${resource}`))
              : [],
          ),
        );
        const unjudged = JUDGED.filter((each) => !judged.has(each));
        const unpoliced = maps(variables).find(({ name }) => name === 'unpoliced')?.expression;
        const allowed = maps(variables).find(({ name }) => name === 'allowed')?.expression;
        return [
          ...(unjudged.length === 0
            ? []
            : [
                found(
                  policy,
                  ['spec', 'matchConstraints'],
                  `does not judge every write of ${some(unjudged.map((each) => each.trim()))}`,
                ),
              ]),
          ...(list(matchConditions).length === 0
            ? []
            : [found(policy, ['spec', 'matchConditions'], 'leaves out requests: every write is judged')]),
          ...(sameList(readList(allowed), environment.annotations)
            ? []
            : [found(policy, ['spec', 'variables'], 'allows other annotations than the settings')]),
          ...(unpoliced === UNPOLICED && maps(validations).some(({ expression }) => expression === NONE_UNPOLICED)
            ? []
            : [found(policy, ['spec', 'validations'], 'allows labels by which Cilium leaves a pod without policies')]),
        ];
      }),
};

/** The texts of a list in CEL; empty for anything else. */
function readList(expression: unknown): readonly string[] {
  const [, inside] = /^\[((?:'[^'\\]*'(?:, )?)*)\]$/.exec(String(expression)) ?? [];
  return inside === undefined ? [] : [...inside.matchAll(/'([^']*)'/g)].map(([, each = '']) => each);
}
