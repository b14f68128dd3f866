import { drillOf, fileNameOf, markdownOf, RUNBOOK_KEYS, type RunbookKey } from '../../../lib/runbooks';
import { drilledModel, exampleOf } from './_settings';

/** Each runbook as the environment of the drills has it, by the name of its file. */
export function exampleRunbooks(): ReadonlyMap<string, () => string> {
  return new Map(
    RUNBOOK_KEYS.map((key) => [`${fileNameOf(key)}.md`, () => markdownOf(drilledModel().environment, exampleOf(key))]),
  );
}

/** The table of what was drilled, in Markdown. */
export function drillsPage(): string {
  const model = drilledModel();
  const rows = RUNBOOK_KEYS.map((key: RunbookKey) => {
    const page = exampleOf(key, model);
    const drill = drillOf(page);
    const goal = model.environment.runbooks.goals[key];
    const link = `[${page.title}](runbooks/${fileNameOf(key)}.md)`;
    if (!drill) return [link, goal, '**not drilled yet**', '', '', ''];
    return [link, goal, `${drill.seconds} s`, drill.fault, drill.back ? 'yes' : 'there is none', drill.date];
  });
  const head = ['runbook', 'goal', 'measured', 'fault', 'way back drilled', 'last drill'];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
