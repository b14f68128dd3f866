import { entryOf, isSquidRule, isSuppressible, knownIds, PROBLEMS } from '../../lint';
import { didYouMean } from '../../settings/nearest';
import type { EnvironmentDraft, TenantDraft } from '../draft';
import type { Report } from './_check';

/** Each id under `suppress` exists, and is one that can be suppressed. */
export function checkSuppress({ data }: TenantDraft | EnvironmentDraft, report: Report): void {
  for (const [index, { id, object }] of (data.suppress ?? []).entries()) {
    if (id === undefined) continue;
    const path = ['suppress', index, 'id'];
    const entry = entryOf(id);
    if (entry) {
      if (!isSuppressible(entry)) report('suppression-not-allowed', path, `${id} cannot be suppressed: ${entry.fix}`);
      else if (object !== undefined && PROBLEMS.some((problem) => problem.id === id) && !entry.ofWorkload)
        report(
          'object-invalid',
          ['suppress', index, 'object'],
          `${object} has no effect, because ${id} is not about an object; remove this key`,
        );
    } else if (isSquidRule(id)) {
      report(
        'suppression-not-allowed',
        path,
        `${id} is a rule of npm run scan and cannot be suppressed here; write "# suppress ${id}: reason" above the line in the squid.conf`,
      );
    } else {
      report(
        'suppression-unknown-id',
        path,
        `unknown id ${id}${didYouMean(id, knownIds()) || '; docs/problems.md lists all ids'}`,
      );
    }
  }
}
