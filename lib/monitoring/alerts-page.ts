import { join, posix } from 'node:path';
import { assetsIn } from '../assets';
import { monitoringPath, runbooksPath } from '../vocabulary';
import type { Monitored } from './alert';

const asset = assetsIn(join(__dirname, 'assets'));

/** The page about all alerts, as this project's own documentation has it: its links lead to other pages there. */
export function wholeAlertsPage(): string {
  return asset('alerts.md');
}

/** What an environment's alerts link to: a section for each of them, and none for others. */
export function alertsPageOf(environment: Monitored, names: readonly string[]): string {
  const [head = '', ...sections] = wholeAlertsPage().split(/^(?=## )/m);
  const kept = sections.filter((section) => names.includes(/^## (\w+)/.exec(section)?.[1] ?? ''));
  const texts = [head, ...kept].map((section) => ownText(section, environment));
  return `${texts.join('').trimEnd()}\n`;
}

/** A link to another page of the documentation. */
const DOCUMENTATION = /\[[^\]]*\]\(\.\.\/([\w-]+\.md)(#[\w-]+)?\)/g;

/** A link to a runbook, by its name. */
const RUNBOOK = /\[([\w-]+)\.md\]\([\w-]+\.md\)/g;

function ownText(section: string, environment: Monitored): string {
  const { name, runbooks, infrastructure } = environment;
  const folder = posix.relative(monitoringPath(name), runbooksPath(name));
  const isRendered = runbooks !== undefined && infrastructure !== undefined;
  return section
    .split('\n')
    .filter((line) => isRendered || !new RegExp(RUNBOOK).test(line))
    .join('\n')
    .replace(DOCUMENTATION, '`node_modules/kubernetes-egress-tenancy/docs/$1`')
    .replace(RUNBOOK, `$1 ([${runbooksPath(name)}](${folder}))`)
    .replaceAll(/\bENVIRONMENT\b/g, name)
    .replaceAll(/\n{3,}/g, '\n\n');
}
