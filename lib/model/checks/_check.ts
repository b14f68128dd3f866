import type { ProblemId } from '../../lint';
import type { Path } from '../../settings/place';
import type { EnvironmentDraft, TenantDraft } from '../draft';
import type { Findings, Message } from '../findings';

/** Reports a problem at a path of the settings that are checked. */
export type Report = (id: ProblemId, path: Path, message: Message) => void;

/** Judges one tenant, in one environment or without any. */
export type TenantCheck = (tenant: TenantDraft, report: Report) => void;

/** Judges one environment by itself. */
export type EnvironmentCheck = (environment: EnvironmentDraft, report: Report) => void;

/** Judges the tenants of one environment against each other; sorted by file. */
export type TogetherCheck = (tenants: readonly TenantDraft[], reportFor: (tenant: TenantDraft) => Report) => void;

export function reporter(draft: TenantDraft | EnvironmentDraft, findings: Findings, environment?: string): Report {
  return (id, path, message) => findings.add(id, draft.at(path), message, environment, workloadAt(draft, path));
}

/** The object that a path of a tenant's settings is about, as in `Deployment client-a/web`. */
function workloadAt({ name, data }: TenantDraft | EnvironmentDraft, [list, index]: Path): string | undefined {
  if (list !== 'workloads' || typeof index !== 'number' || !Array.isArray(data.workloads)) return undefined;
  const workload = (data as TenantDraft['data']).workloads?.[index];
  if (workload?.kind === undefined || workload.name === undefined) return undefined;
  return `${workload.kind} ${(data as TenantDraft['data']).namespace ?? name}/${workload.name}`;
}
