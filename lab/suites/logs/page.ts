import { type LogRecord, type Outcome, readRecord } from './_record';

/** The table of faults and of what they cost, in Markdown. */
export function logFaultsPage(all: LogRecord = readRecord()): string {
  const rows = Object.entries(all).map(([fault, { syslog, loki }]) => [fault, ...cells(syslog), ...cells(loki)]);
  if (rows.length === 0) return 'No run is recorded.';
  const head = ['fault', 'syslog: requests', 'lost', 'repeated', 'loki: requests', 'lost', 'repeated'];
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function cells(outcome?: Outcome): readonly string[] {
  if (outcome === undefined) return ['**not run**', '', ''];
  return [outcome.requests, outcome.lost, outcome.repeated].map(String);
}
