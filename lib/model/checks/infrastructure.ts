import { parseRange } from '../../settings/address';
import { NAME_LIMIT } from '../../settings/names';
import { regionOfZone } from '../../settings/zone';
import type { TenantDraft } from '../draft';
import type { EnvironmentCheck, TenantCheck, TogetherCheck } from './_check';

/** What Terraform cannot make a node pool without. */
export const checkInfrastructure: TenantCheck = ({ data, environment, wasWrong }, report) => {
  if (environment?.data.infrastructure === undefined || data.nodePool?.nodeType !== undefined) return;
  if (wasWrong(['nodePool', 'nodeType'])) return;
  report(
    'node-type-missing',
    ['nodePool', 'nodeType'],
    (environments) => `is missing: Terraform makes the node pool of ${environments}; set it, for example to DEV1-M`,
  );
};

/** A VM and its public address are in one zone, and the private network is in one region. */
export const checkZones: TenantCheck = ({ data, environment, isSet }, report) => {
  for (const [index, { zone }] of (data.egress?.proxies ?? []).entries()) {
    const usual = environment?.data.cluster?.zone;
    const path = ['egress', 'proxies', index, 'zone'];
    if (zone === undefined || usual === undefined || !isSet(path)) continue;
    const region = regionOfZone(usual);
    if (regionOfZone(zone) !== region) {
      report(
        'zone-outside-region',
        path,
        (environments) =>
          `${zone} is outside ${region}, the region of ${environments}, whose private network ends there; choose a zone such as ${region}-2`,
      );
    } else if (environment?.data.infrastructure === undefined && zone !== usual) {
      report(
        'zone-unused',
        path,
        (environments) =>
          `has no effect in ${environments}: without infrastructure Terraform makes no VM; add infrastructure, or remove this`,
      );
    }
  }
};

/** Whether a range is so large that most of it is the internet. */
export function isMostlyOutside(range: string): boolean {
  return parseRange(range).prefix < 8;
}

/** Sources of SSH and monitoring that are most of the internet. */
export const checkAdmissions: EnvironmentCheck = ({ data: { infrastructure = {}, monitoring = {} } }, report) => {
  for (const [path, ranges = [], what] of [
    [['infrastructure', 'ssh'], infrastructure.ssh, 'log in to'],
    [['monitoring', 'sources'], monitoring.sources, 'read the metrics of'],
  ] as const) {
    for (const [index, range] of ranges.entries()) {
      if (!isMostlyOutside(range)) continue;
      report(
        'admission-wide',
        [...path, index],
        `${range} lets ${range === '0.0.0.0/0' ? 'everyone' : 'a large part of the internet'} try to ${what} the proxies’ VMs; name the addresses of those who have to`,
      );
    }
  }
};

/** The names of the proxies' machines, which are their host names: each a label, and no two the same. */
export const checkMachines: TogetherCheck = (tenants, reportFor) => {
  const taken = new Map<string, TenantDraft>();
  for (const tenant of tenants) {
    const { environment, data } = tenant;
    if (environment?.data.infrastructure === undefined) continue;
    for (const [index, proxy] of (data.egress?.proxies ?? []).entries()) {
      if (proxy.name === undefined) continue;
      const path = ['egress', 'proxies', index, 'name'];
      const name = `${environment.name}-${tenant.name}-${proxy.name}`;
      const excess = name.length - NAME_LIMIT;
      if (excess > 0)
        reportFor(tenant)(
          'name-too-long',
          path,
          `grows to ${name}, the machine of ${environment.name}: ${name.length} characters, ${excess} more than a name may have`,
        );
      const first = taken.get(name);
      if (first === undefined) taken.set(name, tenant);
      else if (first !== tenant)
        reportFor(tenant)(
          'name-taken',
          path,
          `its machine would be ${name}, which already belongs to ${first.name} (${first.file.file})`,
        );
    }
  }
};
