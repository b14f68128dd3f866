import type { Path } from '../../settings/place';
import type { Partly } from '../draft';
import type { AllowedHost } from '../types';
import type { EnvironmentCheck, Report, TenantCheck } from './_check';

type Entries = readonly (Partly<AllowedHost> | { readonly list?: string })[];

/**
 * Entries of the allow list past their last day. They stay in force: what is rendered depends on no clock.
 *
 * @param today for example `2027-03-31`
 */
export function checkAllowDates(today: string): TenantCheck {
  return ({ data }, report) => judge(data.egress?.allow, ['egress', 'allow'], report, today);
}

/** The same for the lists that an environment offers. */
export function checkAllowListDates(today: string): EnvironmentCheck {
  return ({ data }, report) => {
    for (const [name, list] of Object.entries(data.allowLists ?? {})) judge(list, ['allowLists', name], report, today);
  };
}

function judge(entries: Entries = [], path: Path, report: Report, today: string): void {
  for (const [index, entry] of entries.entries()) {
    if ('list' in entry) continue;
    const { host, until, owner } = entry as Partly<AllowedHost>;
    if (until === undefined || host === undefined || until >= today) continue;
    report(
      'allow-list-expired',
      [...path, index, 'until'],
      `${host} was to be allowed until ${until}${owner === undefined ? '' : ` (owner: ${owner})`}, and still is; remove the entry, or set a later day`,
    );
  }
}
