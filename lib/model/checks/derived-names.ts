import { NAME_LIMIT, reservedNamespaceFault } from '../../settings/names';
import { FLUX_SYSTEM, guardrailsName, WORKLOADS_SUFFIX, workloadsName } from '../../vocabulary';
import { poolNameOf } from '../tenant-names';
import type { TenantCheck, TogetherCheck } from './_check';

/** What controllers add to the names of what they make, which has to fit into a label of 63 characters. */
const WORKLOAD_LIMITS = {
  CronJob: { limit: 52, why: 'the names of its Jobs add 11 characters' },
  StatefulSet: { limit: 52, why: 'the label of its revision adds 11 characters' },
} as const;

/** Names that grow past what Kubernetes takes, in what is derived from them. */
export const checkDerivedNames: TenantCheck = ({ name, data, environment, wasWrong }, report) => {
  const tooLong = (derived: string, what: string, path: readonly (string | number)[]) => {
    const excess = derived.length - NAME_LIMIT;
    if (excess > 0)
      report(
        'name-too-long',
        path,
        `grows to ${derived}, ${what}: ${derived.length} characters, ${excess} more than a name may have`,
      );
  };
  if (data.name !== name) return;
  if (data.namespace === undefined && !wasWrong(['namespace'])) {
    const fault = reservedNamespaceFault(name);
    if (fault) report('name-reserved', ['name'], `${fault} name, or set namespace`);
  }
  if (data.nodePool?.name === undefined) tooLong(poolNameOf(name, data.nodePool), 'the node pool', ['name']);
  const flux = environment?.data.flux?.name;
  if (flux !== undefined) {
    // In either shape, so that an environment can change from one to the other.
    tooLong(workloadsName(flux, name), `the Kustomization of its workloads in ${environment?.name}`, ['name']);
    if (guardrailsName(flux, name) === FLUX_SYSTEM)
      report(
        'name-reserved',
        ['name'],
        (environments) =>
          `makes ${FLUX_SYSTEM} of ${flux}, which is the Kustomization of flux bootstrap in ${environments}; choose another name`,
      );
  }
  for (const [index, { name: workload = '', kind }] of (data.workloads ?? []).entries()) {
    if (kind !== 'CronJob' && kind !== 'StatefulSet') continue;
    const { limit, why } = WORKLOAD_LIMITS[kind];
    const excess = workload.length - limit;
    if (excess > 0) {
      report(
        'name-too-long',
        ['workloads', index, 'name'],
        `has ${workload.length} characters, ${excess} more than a ${kind} may have: ${why}`,
      );
    }
  }
};

/** `<flux.name>-<tenant>` of one that is `<flux.name>-<tenant>-workloads` of another. */
export const checkFluxNames: TogetherCheck = (tenants, reportFor) => {
  const byName = new Map(tenants.map((tenant) => [tenant.name, tenant]));
  for (const tenant of tenants) {
    if (!tenant.name.endsWith(WORKLOADS_SUFFIX)) continue;
    const other = byName.get(tenant.name.slice(0, -WORKLOADS_SUFFIX.length));
    if (!other) continue;
    const [first, later] = other.file.file < tenant.file.file ? [other, tenant] : [tenant, other];
    reportFor(later)(
      'name-taken',
      ['name'],
      (environments) =>
        `the Kustomization ${guardrailsName('<flux.name>', tenant.name)} would be that of ${tenant.name} and that of the workloads of ${other.name} in ${environments}; rename ${later.name}, or ${first.name} (${first.file.file})`,
    );
  }
};
