import { isBefore, KUBERNETES_MINORS, schemaMinors } from '../../versions';
import { policyName } from '../../vocabulary';
import type { EnvironmentCheck } from './_check';

/** The first version that serves all kinds that are always rendered: ValidatingAdmissionPolicy is the newest of them. */
const OLDEST = '1.30';

/** From this version on, Pod Security refuses probes and hooks that name a host. */
const PROBE_HOSTS = '1.34';

/** The first version that serves v1beta1 of MutatingAdmissionPolicy, and the first that no longer does. */
const MUTATING = ['1.34', '1.40'] as const;

/** What versions of Kubernetes lack, as far as the version is known. */
export const checkVersion: EnvironmentCheck = ({ data: { cluster, infrastructure } }, report) => {
  const version = cluster?.version ?? infrastructure?.create?.version;
  if (version === undefined) return;
  const path = cluster?.version === undefined ? ['infrastructure', 'create', 'version'] : ['cluster', 'version'];
  const [first, end] = MUTATING;
  if (cluster?.mutatingAdmission !== undefined && (isBefore(version, first) || !isBefore(version, end))) {
    report(
      'mutating-admission-not-served',
      ['cluster', 'mutatingAdmission'],
      `${cluster.mutatingAdmission} is not served by Kubernetes ${version} (expected ${first} or later, before ${end}). Remove the setting, or correct ${path.join('.')}`,
    );
  }
  if (isBefore(version, OLDEST)) {
    report(
      'kubernetes-version-too-old',
      path,
      `${version} does not serve ValidatingAdmissionPolicy, by which isolation is enforced (expected ${OLDEST} or later). Upgrade the cluster`,
    );
    return;
  }
  if (isBefore(version, PROBE_HOSTS)) {
    report(
      'kubernetes-version-old',
      path,
      `${version} is below ${PROBE_HOSTS}, where Pod Security does not refuse probes and hooks to other hosts: the admission policy ${policyName('probes')} is the only control. Upgrade the cluster`,
    );
  }
  const minor = version.split('.').slice(0, 2).join('.');
  if (!KUBERNETES_MINORS.some((one) => one === minor)) {
    report(
      'kubernetes-version-untested',
      path,
      `${minor} is not a version that this project is tested with (${[...KUBERNETES_MINORS].reverse().join(', ')}). check reads objects with the schemas of ${schemaMinors(version).join()}`,
    );
  }
};
