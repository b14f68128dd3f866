import { MONITORING } from '../vocabulary';
import type { MonitoringPlan } from '../watched';
import type { Style } from './_style';
import { line } from './_values';

const SIGNS = { added: '+', changed: '~', removed: '-' } as const;

/** More files than this are counted, not shown. */
const MOST = 20;

/** What changes below `dist/monitoring/<environment>`: in words, and the files. */
export function monitoringLines({ files, changes }: MonitoringPlan, style: Style): string[] {
  // One line that is left out is as long as the line that says so.
  const shown = files.length > MOST + 1 ? files.slice(0, MOST) : files;
  const more = files.length - shown.length;
  return [
    MONITORING,
    ...[
      ...changes.map(({ text }) => style.changed(`! ${line(text)}`)),
      ...shown.map(({ name, how }) => style[how](`${SIGNS[how]} ${line(name)}`)),
      ...(more > 0 ? [style.quiet(`and ${more} more files`)] : []),
    ].map((text) => `  ${text}`),
  ];
}
