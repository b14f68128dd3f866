import { stamp } from '../../lib/output';
import { type EnvironmentPlan, planChanges, printPlans, type Side } from '../../lib/plan';

const FOLDER = 'dist/infra/development';

/** What synth wrote below `dist/infra/development`: file → content. Objects are written as JSON. */
export function infraSide(
  files: Readonly<Record<string, string | object>>,
  foreign: Readonly<Record<string, string>> = {},
): Side {
  const ours = Object.entries(files).map(([name, content]): [string, string] => {
    const path = `${FOLDER}/${name}`;
    const text = typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`;
    return [path, stamp({ path, content: text, source: 'tenants/client-a.yaml' })];
  });
  const others = Object.entries(foreign).map(([name, text]): [string, string] => [`${FOLDER}/${name}`, text]);
  return {
    label: 'what is on disk',
    files: new Map([...ours, ...others]),
    unmanaged: new Set(others.map(([path]) => path)),
  };
}

/** The plan for development. */
export function infraPlan(before: Side, after: Side): EnvironmentPlan {
  const [plan, ...more] = planChanges(before, after);
  if (!plan || more.length > 0) throw new Error('there is not one environment');
  return plan;
}

/** The lines below the folder, as they are printed. */
export function infraText(before: Side, after: Side): string {
  return printPlans(planChanges(before, after));
}
