import type { Finding, Severity } from '../rule';

/** `squid.conf:12:1 rule-id error: message`, and below it what to do. */
export function formatFinding({ file, line, column, rule, severity, message, fix }: Finding): string {
  return `${visible(file)}:${line}:${column} ${rule} ${severity}: ${visible(message)}\n  fix: ${fix}`;
}

/** `2 files: 1 error, 3 warnings`. */
export function summary(files: number, findings: readonly Finding[]): string {
  const counts = (['error', 'warning', 'note'] as const satisfies readonly Severity[])
    .map((severity) => [severity, findings.filter((finding) => finding.severity === severity).length] as const)
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => plural(count, severity));
  return `${plural(files, 'file')}: ${counts.join(', ') || 'nothing found'}`;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** What a file says must not steer the terminal that shows it. */
function visible(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
