import { policyName } from '../../vocabulary';
import type { EnvironmentCheck } from './_check';

/** From this minor version of Kubernetes 1 on, Pod Security refuses probes and hooks that name a host. */
const PROBE_HOSTS = 34;

/** What versions of Kubernetes lack, as far as the version is known. */
export const checkVersion: EnvironmentCheck = ({ data: { cluster, infrastructure } }, report) => {
  const created = infrastructure?.create?.version;
  const version = cluster?.version ?? created;
  const [major, minor] = (version ?? '').split('.').map(Number);
  if (major !== 1 || minor === undefined || minor >= PROBE_HOSTS) return;
  report(
    'kubernetes-version-old',
    cluster?.version === undefined ? ['infrastructure', 'create', 'version'] : ['cluster', 'version'],
    `${version} is below 1.${PROBE_HOSTS}, where Pod Security does not refuse probes and hooks to other hosts: the admission policy ${policyName('probes')} is the only control. Upgrade the cluster`,
  );
};
