import type { Origin, Path } from '../../settings/place';
import { parseQuantity } from '../../settings/quantity';
import { SETTINGS } from '../../vocabulary';
import { CONTAINER_DEFAULTS } from '../container-defaults';
import type { EnvironmentDraft, Partly, TenantDraft } from '../draft';
import type { Resources } from '../types';
import type { EnvironmentCheck, Report, TenantCheck } from './_check';
import { containersOf, workloadsOf } from './_containers';

/** No limit below its request, wherever either comes from. */
export const checkResources: TenantCheck = (tenant, report) => {
  for (const { workload, path } of workloadsOf(tenant)) {
    for (const container of containersOf(workload, path)) {
      compare(container.data.resources, [...container.path, 'resources'], tenant, report);
    }
  }
};

export const checkEnvironmentResources: EnvironmentCheck = (environment, report) => {
  compare(environment.data.workloads?.resources, ['workloads', 'resources'], environment, report);
};

function compare(
  resources: Partly<Resources> | undefined,
  path: Path,
  draft: TenantDraft | EnvironmentDraft,
  report: Report,
): void {
  for (const resource of ['cpu', 'memory'] as const) {
    const request = resources?.requests?.[resource];
    const limit = resources?.limits?.[resource];
    // In an environment's defaults a tenant may still say the limit.
    const given =
      limit ??
      ('file' in draft && 'environment' in draft && draft.environment
        ? CONTAINER_DEFAULTS.limits[resource]
        : undefined);
    if (request === undefined || given === undefined || draft.wasWrong([...path, 'limits', resource])) continue;
    if ((parseQuantity(given) ?? 0n) >= (parseQuantity(request) ?? 0n)) continue;
    const [atRequest, atLimit] = [
      [...path, 'requests', resource],
      [...path, 'limits', resource],
    ];
    if (limit === undefined) {
      report(
        'limit-below-request',
        atRequest,
        `${request} is above ${given}, the default limit of a container; set a limit as well`,
      );
      continue;
    }
    const [requestOrigin, limitOrigin] = [draft.at(atRequest), draft.at(atLimit)];
    if (outranks(requestOrigin, limitOrigin)) {
      report(
        'limit-below-request',
        atRequest,
        (environments) =>
          `${request} is above the limit, ${limit}, ${sourceOf(limitOrigin, requestOrigin, environments)}`,
      );
    } else {
      report(
        'limit-below-request',
        atLimit,
        (environments) =>
          `${limit} is below the request, ${request}, ${sourceOf(requestOrigin, limitOrigin, environments)}`,
      );
    }
  }
}

/** Whether the first was set where it overrides the second: then it is the one that caused the contradiction. */
function outranks(one: Origin, other: Origin): boolean {
  const rank = ({ file, path }: Origin) =>
    file.source.startsWith(`${SETTINGS.environments}/`) ? 0 : path[0] === 'environments' ? 2 : 1;
  return rank(one) > rank(other);
}

function sourceOf({ file, path }: Origin, blamed: Origin, environments: string): string {
  return file === blamed.file ? `on line ${file.locate(path).line}` : `the default of ${environments}`;
}
