import type { Path } from '../../settings/place';
import type { Problem } from '../../settings/problem';
import type { EnvironmentDraft, TenantDraft } from '../draft';
import type { Findings, Message } from '../findings';

/** Says what is wrong at a place of the settings that are judged. */
export type Report = (path: Path, message: Message, severity?: Problem['severity']) => void;

/** Judges one tenant, in one environment or without any. */
export type TenantCheck = (tenant: TenantDraft, report: Report) => void;

/** Judges one environment by itself. */
export type EnvironmentCheck = (environment: EnvironmentDraft, report: Report) => void;

/** Judges the tenants of one environment against each other; sorted by file. */
export type TogetherCheck = (tenants: readonly TenantDraft[], reportFor: (tenant: TenantDraft) => Report) => void;

export function reporter(draft: TenantDraft | EnvironmentDraft, findings: Findings, environment?: string): Report {
  return (path, message, severity) => findings.add(draft.at(path), message, environment, severity);
}
