import { policyName } from '../../vocabulary';
import { lines, list, say } from './_cel';
import { CONTROLLER, PLATFORM, TENANT } from './_expressions';
import { type AdmissionPolicyProps, type ResourceRule, written } from './_policy';

const tenant = 'variables.tenant';

/** What a tenant's role lets it write. */
const WRITABLE: readonly ResourceRule[] = [
  written('', ['configmaps', 'persistentvolumeclaims', 'pods', 'secrets', 'services']),
  written('apps', ['daemonsets', 'deployments', 'statefulsets']),
  written('autoscaling', ['horizontalpodautoscalers']),
  written('batch', ['cronjobs', 'jobs']),
  written('policy', ['poddisruptionbudgets']),
].map((rule) => ({ ...rule, apiVersions: ['*'] }));

/** Of the garbage collector, which takes them off from anything. */
const COLLECTED = ['foregroundDeletion', 'orphan'];

/**
 * What a tenant deletes goes, and so does what the platform deletes with its namespace. A finalizer that no controller
 * removes would keep an object for ever, so a tenant adds none; controllers add and remove their own.
 */
export const FINALIZERS: AdmissionPolicyProps = {
  name: policyName('finalizers'),
  description: 'Objects of a tenant have no finalizers but those of the cluster’s own controllers',
  rules: WRITABLE,
  variables: [
    TENANT,
    PLATFORM,
    CONTROLLER,
    {
      // The API server itself puts the protection on claims before policies see them.
      name: 'allowed',
      expression: `${list(COLLECTED)} + (request.kind.kind == 'PersistentVolumeClaim' ? ['kubernetes.io/pvc-protection'] : [])`,
    },
    {
      name: 'added',
      expression: lines(
        'object.metadata.?finalizers.orValue([]).filter(f, !(f in variables.allowed) &&',
        '  (oldObject == null || !(f in oldObject.metadata.?finalizers.orValue([]))))',
      ),
    },
  ],
  validations: [
    {
      expression: 'variables.added.size() == 0 || variables.platform || variables.controller',
      messageExpression: say`tenant ${tenant}: finalizers are those of the cluster’s controllers. Remove ${"variables.added.join(', ')"} from metadata.finalizers`,
    },
  ],
};
