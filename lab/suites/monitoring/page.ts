import { alertsOf } from '../../../lib/monitoring';
import { type AlertRecord, readAlerts } from './_record';
import { modelOf } from './_settings';

/** The table of what was shown of each alert, in Markdown. */
export function alertsPage(records: Readonly<Record<string, AlertRecord>> = readAlerts()): string {
  const { environment } = modelOf('watched');
  const rows = alertsOf(environment).map(({ name, severity, for: duration }) => {
    const { fires, quiet, fault = '', recorded, fired, cleared } = records[name] ?? {};
    const after = duration === undefined ? 'at once' : environment.monitoring.durations[duration];
    const link = `[${name}](runbooks/alerts.md#${name.toLowerCase()})`;
    const stand = recorded ? `${fault} (recorded)` : fault;
    return [link, severity, after, yes(fires), yes(quiet), stand, seconds(fired), seconds(cleared)];
  });
  return [
    [
      'alert',
      'severity',
      'after',
      'promtool: fires',
      'promtool: quiet',
      'fault in the lab',
      'fires after',
      'clears after',
    ],
    ['---', '---', '---', '---', '---', '---', '---', '---'],
    ...rows,
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function yes(shown: boolean | undefined): string {
  return shown ? 'yes' : '**no**';
}

function seconds(value: number | undefined): string {
  return value === undefined ? '**not run**' : `${value} s`;
}
