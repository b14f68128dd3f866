import type { Partly, TenantDraft } from '../draft';
import type { AllowedHost } from '../types';
import type { EnvironmentCheck, Report } from './_check';

type Entry = Partly<AllowedHost> | { readonly list?: string };

/**
 * Entries of allow lists past their last day. They stay in force: what is rendered depends on no clock.
 *
 * @param today for example `2027-03-31`
 */
export function checkAllowDates({ data }: TenantDraft, report: Report, today: string): void {
  for (const [index, entry] of (data.egress?.allow ?? []).entries())
    check(entry, ['egress', 'allow', index, 'until'], report, today);
}

/** The same for the lists that an environment offers. */
export function checkAllowListDates({ data }: Parameters<EnvironmentCheck>[0], report: Report, today: string): void {
  for (const [name, list] of Object.entries(data.allowLists ?? {})) {
    for (const [index, entry] of (list ?? []).entries())
      check(entry, ['allowLists', name, index, 'until'], report, today);
  }
}

function check(entry: Entry, path: (string | number)[], report: Report, today: string): void {
  if ('list' in entry) return;
  const { host, until, owner } = entry as Partly<AllowedHost>;
  if (until === undefined || host === undefined || until >= today) return;
  report(
    'allow-list-expired',
    path,
    `${host} was to be allowed until ${until}${owner === undefined ? '' : ` (owner: ${owner})`}, and still is; remove the entry, or set a later day`,
  );
}
