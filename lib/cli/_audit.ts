import { type Finding, PROBLEMS, toSarif } from '../lint';
import { printable } from '../lint/printable';
import type { LiveFinding, Since } from '../live';
import type { Environment } from '../model/types';

/** All findings, as a forge shows them. What is about the cluster points to the settings that it is compared with. */
export function auditSarif(
  live: readonly LiveFinding[],
  audited: readonly Finding[],
  { name, source }: Pick<Environment, 'name' | 'source'>,
): object {
  const rules = (require('../rules') as typeof import('../rules')).RULES;
  const squid = (require('../squid') as typeof import('../squid')).RULES;
  const found = live.map(({ check: _, ...finding }): Finding => ({ ...finding, file: source }));
  return toSarif('egress live', [...PROBLEMS, ...rules, ...squid], [...found, ...audited], `live/${name}`);
}

/** What has changed, one line per finding. */
export function sinceLines({ isFirst, added, gone, same }: Since): string[] {
  if (isFirst) return [`no earlier record: ${added.length} ${added.length === 1 ? 'finding' : 'findings'} recorded`];
  const line = (sign: string, { id, severity, object, path, message }: Since['added'][number]) =>
    printable(`${sign} ${severity} ${id} ${[object, path, message].filter(Boolean).join(': ')}`);
  return [
    `since the last record: ${added.length} new, ${gone.length} gone, ${same} as before`,
    ...added.map((entry) => line('+', entry)),
    ...gone.map((entry) => line('-', entry)),
  ];
}
