import { SETTINGS } from '../../vocabulary';
import type { EnvironmentDrafts, TenantDraft } from '../draft';
import type { Findings } from '../findings';
import { reporter } from './_check';

/** Owners of a tenant are named in addition to the platform's, so that alone they would own a file by themselves. */
export function checkOwners(
  bases: readonly TenantDraft[],
  drafts: readonly EnvironmentDrafts[],
  findings: Findings,
): void {
  if (drafts.some(({ environment }) => environment.data.owners !== undefined)) return;
  for (const draft of bases) {
    if (draft.data.owners === undefined) continue;
    reporter(draft, findings)(
      'owners-unused',
      ['owners'],
      `has no effect, since no environment sets owners; set owners of the platform in ${SETTINGS.environments}/ too`,
    );
  }
}
