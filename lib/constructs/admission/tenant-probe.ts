import { NAME_LABEL, PROBE, policyName } from '../../vocabulary';
import { lines, say } from './_cel';
import { CONTROLLER, KUBELET, PLATFORM, TENANT } from './_expressions';
import { type AdmissionPolicyProps, EVERYTHING } from './_policy';

const named = (name: string) => `(${name} == '${PROBE.name}' || ${name}.startsWith('${PROBE.name}-'))`;
const labelled = (metadata: string) => `${metadata}.?labels[?'${NAME_LABEL}'].orValue('') == '${PROBE.name}'`;

/**
 * The tenant's probe tells the platform how the tenant's requests leave. In the tenant's namespace its names and its label are
 * the platform's: no other account changes it, runs a command in it, scales it, or creates something that looks like it.
 */
export const PROBE_GUARD: AdmissionPolicyProps = {
  name: policyName(PROBE.name),
  description: 'The probe in a tenant’s namespace is the platform’s',
  rules: [EVERYTHING],
  variables: [
    TENANT,
    PLATFORM,
    CONTROLLER,
    KUBELET,
    {
      // As written, and as before. What is connected to has a name alone.
      name: 'objects',
      expression:
        "request.operation == 'CONNECT' ? [] : [dyn(object), dyn(oldObject)].filter(o, o != null && has(o.metadata))",
    },
    {
      // Templates are judged as well as pods: a controller makes pods of them, and controllers are let through.
      name: 'labels',
      expression: lines(
        'variables.objects.exists(o,',
        `  ${labelled('o.metadata')} ||`,
        `  ${labelled('o.?spec.?template.?metadata.orValue({})')} ||`,
        `  ${labelled('o.?template.?metadata.orValue({})')} ||`,
        `  ${labelled('o.?spec.?jobTemplate.?spec.?template.?metadata.orValue({})')})`,
      ),
    },
    {
      // A deletion of several objects has no name in its request: each of them is judged as it was.
      name: 'names',
      expression: lines(
        `${named("request.?name.orValue('')")} || variables.objects.exists(o,`,
        `  ${named("o.metadata.?name.orValue('')")} || ${named("o.metadata.?generateName.orValue('')")})`,
      ),
    },
    {
      // An autoscaler has its target scaled by a controller.
      name: 'scales',
      expression: `variables.objects.exists(o, o.?spec.?scaleTargetRef.?name.orValue('') == '${PROBE.name}')`,
    },
  ],
  validations: [
    {
      expression: lines(
        '!(variables.names || variables.labels || variables.scales) ||',
        'variables.platform || variables.controller || variables.kubelet',
      ),
      messageExpression: say`tenant ${'variables.tenant'}: ${`'${PROBE.name}'`} is the platform’s, which looks by it at how requests leave. Choose another name, another label app.kubernetes.io/name and another target`,
    },
  ],
};
