import { policyName } from '../../vocabulary';
import { lines, list, say } from './_cel';
import { TENANT } from './_expressions';
import { type AdmissionPolicyProps, written } from './_policy';

/**
 * Cilium enforces no policy on pods with a label whose key it reads as `host`, whatever its value (cilium/cilium#48027). It
 * takes what is in front of a dot for the source of a label.
 */
const UNPOLICED = "(key == 'host' || key.endsWith('.host'))";

const DOMAIN = "key.substring(0, key.indexOf('/') + 1)";

/** Objects without a pod in them, which are read by their own annotations. A binding's are copied to its pod. */
const WITHOUT_POD = ['Service', 'PersistentVolumeClaim', 'Binding'];

/**
 * Annotations steer software that has more rights than the tenant: a network plugin takes a pod's addresses from them, a
 * DNS controller its public names. Every write is judged, metadata-only updates and those of controllers and the platform
 * included: a controller copies a tenant's template into its pods. Network plugins write `pods/status`, which is not judged
 * here, and later updates may keep what they have written.
 *
 * Labels of pods are judged for the one that would take a pod out of all policies.
 *
 * @param allowed what tenants may set: `domain/` for all keys of exactly that domain, `domain/name` for one key
 */
export function annotationsPolicy(allowed: readonly string[]): AdmissionPolicyProps {
  return {
    name: policyName('annotations'),
    description:
      'Annotations with a domain are refused on a tenant’s pods, services and claims unless they are listed, and a label that switches policies off',
    rules: [
      written('', [
        'pods',
        'pods/binding',
        'bindings',
        'services',
        'persistentvolumeclaims',
        'podtemplates',
        'replicationcontrollers',
      ]),
      written('apps', ['daemonsets', 'deployments', 'replicasets', 'statefulsets']),
      written('batch', ['cronjobs', 'jobs']),
    ],
    variables: [
      TENANT,
      { name: 'allowed', expression: list(allowed) },
      {
        // The pod, or the template of one: as written, and as before.
        name: 'pods',
        expression: lines(
          `[dyn(object), dyn(oldObject)].map(o, o == null || request.kind.kind in ${list(WITHOUT_POD)} ? {} :`,
          "  request.kind.kind == 'Pod' ? o :",
          "  request.kind.kind == 'PodTemplate' ? o.?template.orValue({}) :",
          "  request.kind.kind == 'CronJob' ? o.spec.?jobTemplate.?spec.?template.orValue({}) :",
          '  o.spec.?template.orValue({}))',
        ),
      },
      {
        // What else becomes a service, a claim or a job: as written, and as before.
        name: 'others',
        expression: lines(
          '[dyn(object), dyn(oldObject)].map(o, o == null ? [] :',
          `  request.kind.kind in ${list(WITHOUT_POD)} ? [o] :`,
          '  o.?spec.?volumeClaimTemplates.orValue([]) + [o.?spec.?jobTemplate.orValue({})])',
        ),
      },
      {
        // The annotations of all of these, and of the claims that are made with a pod.
        name: 'parts',
        expression: lines(
          '[0, 1].map(i, [variables.pods[i].?metadata.?annotations.orValue({})] +',
          '  variables.others[i].map(o, o.?metadata.?annotations.orValue({})) +',
          '  variables.pods[i].?spec.?volumes.orValue([]).map(v,',
          '    v.?ephemeral.?volumeClaimTemplate.?metadata.?annotations.orValue({})))',
        ),
      },
      {
        // Keys that begin with `io.` are domains written backwards: CRI-O, Kata and old versions of Cilium read them.
        name: 'foreign',
        expression: lines(
          'variables.parts[0].map(part, part.filter(key,',
          "  (key.contains('/') || key.startsWith('io.')) &&",
          `  !(key in variables.allowed || ${DOMAIN} in variables.allowed) &&`,
          '  !variables.parts[1].exists(before, key in before && before[key] == part[key])))',
        ),
      },
      {
        name: 'unpoliced',
        expression: lines(
          'variables.pods[0].?metadata.?labels.orValue({}).filter(key,',
          `  ${UNPOLICED} && !(key in variables.pods[1].?metadata.?labels.orValue({})))`,
        ),
      },
    ],
    validations: [
      {
        expression: 'variables.foreign.all(keys, keys.size() == 0)',
        messageExpression: say`tenant ${'variables.tenant'}: other software acts on annotations with a domain, and these are not allowed: ${"variables.foreign.map(keys, keys.join(', ')).filter(keys, keys != '').join(', ')"}. Remove them, or ask the platform to list them under annotations in the settings of the environment`,
      },
      {
        expression: 'variables.unpoliced.size() == 0',
        messageExpression: say`tenant ${'variables.tenant'}: Cilium enforces no network policy on pods with the label ${"variables.unpoliced.join(', ')"}. Choose another key for this label`,
      },
    ],
  };
}
