import { posix } from 'node:path';
import { forgeOf, webAddress } from '../model/notifications';
import { parseUrl } from '../settings/repository-url';
import { monitoringPath } from '../vocabulary';
import type { Monitored } from './alert';

/** Name of the page about the alerts of an environment, among the files of its monitoring. */
export const ALERTS_PAGE = 'alerts.md';

/** How a forge shows a file of a branch. */
const FILES = { github: 'blob', gitlab: '-/blob' } as const;

/**
 * Where people find what to do about an alert, as an annotation of it: a link where one is known, and else the file in the
 * repository. What no browser opens must not be under `runbook_url`, of which others make a link.
 */
export function runbookOf(environment: Monitored, alert: string): Readonly<Record<string, string>> {
  const { monitoring, name } = environment;
  const section = `#${alert.toLowerCase()}`;
  const path = posix.join(monitoringPath(name), ALERTS_PAGE);
  if (monitoring.runbooks !== undefined)
    return { runbook_url: `${monitoring.runbooks.replace(/\/+$/, '')}/${ALERTS_PAGE}${section}` };
  const files = filesOf(environment);
  return files === undefined ? { runbook: `${path}${section}` } : { runbook_url: `${files}/${path}${section}` };
}

/** Under which address a forge shows the files of the repository; undefined: it is not known. */
function filesOf({ flux: { source, notify = [] } }: Monitored): string | undefined {
  const { url, ref } = source;
  const address = url === undefined ? undefined : webAddress(url);
  if (url === undefined || address === undefined) return undefined;
  // An own server has any name; which forge it is follows from where statuses of its commits are sent.
  const named = notify.map(({ kind }) => kind).find((kind) => kind === 'github' || kind === 'gitlab');
  const forge = forgeOf(parseUrl(url)?.host ?? '') ?? named;
  if (forge !== 'github' && forge !== 'gitlab') return undefined;
  const revision = (ref?.branch ?? 'HEAD').split('/').map(encodeURIComponent).join('/');
  return `${address}/${FILES[forge]}/${revision}`;
}
