import { describe } from '../kustomize';
import { PLATFORM } from '../vocabulary';
import { changeLines } from './_change-lines';
import { infraLines } from './_infra-lines';
import { monitoringLines } from './_monitoring-lines';
import { type Style, styleOf } from './_style';
import { line } from './_values';
import type { EnvironmentPlan, ObjectPlan, Rollout } from './types';

interface PrintOptions {
  /** @default false - plain text */
  readonly colour?: boolean;
  /** @default false - what would change; true: how two environments differ */
  readonly between?: boolean;
}

type Sign = '+' | '~' | '-';

/** More changed lines than this of one object of an unmanaged file, such as a new version of Flux, are counted. */
const MOST = 40;

/** The plans as a reviewer reads them, without a line break at the end. */
export function printPlans(plans: readonly EnvironmentPlan[], options: PrintOptions = {}): string {
  const style = styleOf(options.colour ?? false);
  if (plans.every((plan) => isEmpty(plan) && !plan.extra)) return options.between ? 'no differences' : 'no changes';
  return plans.map((plan) => printPlan(plan, style, options.between ?? false).join('\n')).join('\n\n');
}

export function isEmpty({ added, changed, removed, infra, monitoring }: EnvironmentPlan): boolean {
  return added.length + changed.length + removed.length === 0 && infra === undefined && monitoring === undefined;
}

function printPlan(plan: EnvironmentPlan, style: Style, between: boolean): string[] {
  const extra = extraLines(plan);
  if (isEmpty(plan)) return [`${style.title(plan.name)}: ${between ? 'no differences' : 'no changes'}`, ...extra];
  const entries: readonly [Sign, ObjectPlan][] = [
    ...plan.added.map((object): [Sign, ObjectPlan] => ['+', object]),
    ...plan.changed.map((object): [Sign, ObjectPlan] => ['~', object]),
    ...plan.removed.map((object): [Sign, ObjectPlan] => ['-', object]),
  ];
  const tenants = [...new Set(entries.map(([, { tenant }]) => tenant ?? ''))].sort();
  const groups = tenants.flatMap((tenant) => [
    `  ${tenant === '' ? PLATFORM : tenant}`,
    ...entries
      .filter(([, object]) => (object.tenant ?? '') === tenant)
      .flatMap(([sign, object]) => objectLines(sign, object, style).map((text) => `    ${text}`)),
  ]);
  const infra = plan.infra ? infraLines(plan.name, plan.infra, style).map((text) => `  ${text}`) : [];
  const monitoring = plan.monitoring ? monitoringLines(plan.monitoring, style).map((text) => `  ${text}`) : [];
  return [style.title(plan.name), ...groups, ...infra, ...monitoring, ...extra, summary(plan, style, between)];
}

/** Files that the user wrote are named each time, whether they change or not. */
function extraLines({ extra = [] }: EnvironmentPlan): string[] {
  const lines = extra.map(({ path, objects }) => {
    const what = objects.map((object) => line(describe(object))).join(', ');
    return `    ${line(path)}${what === '' ? '' : `: ${what}`}`;
  });
  return lines.length === 0 ? [] : ['  listed under extra', ...lines];
}

function objectLines(sign: Sign, plan: ObjectPlan, style: Style): string[] {
  const paint = { '+': style.added, '~': style.changed, '-': style.removed }[sign];
  const effects = effectsOf(plan);
  const changes = plan.changes.flatMap((change) => changeLines(change, style));
  const most = plan.unmanaged === undefined ? changes.length : MOST;
  return [
    `${paint(`${sign} ${line(describe(plan.object))}`)}${effects ? ` (${effects})` : ''}`,
    ...plan.destructive.map((reason) => `    ${style.destructive('DESTRUCTIVE')}: ${reason}`),
    ...(plan.certificates ?? []).map((text) => style.changed(`    ! ${line(text)}`)),
    ...(plan.guardrails ?? []).map((text) => style.changed(`    ! ${line(text)}`)),
    ...(plan.scaling ?? []).map((text) => style.changed(`    ! ${line(text)}`)),
    ...(plan.charts ?? []).map((text) => style.changed(`    ! ${line(text)}`)),
    ...(plan.tunnels ?? []).map((text) => style.changed(`    ! ${line(text)}`)),
    ...changes.slice(0, most).map((text) => `    ${text}`),
    ...(changes.length > most ? [style.quiet(`    and ${changes.length - most} more lines`)] : []),
  ];
}

/** What runs is named, unless it is the object itself. */
function effectsOf({ object, rollouts, destructive, kept, unmanaged }: ObjectPlan): string {
  const isOwn = ({ workload }: Rollout) => describe(workload) === describe(object);
  const words = { restart: 'restarts', rerun: 'runs again', 'next-run': 'from its next run' } as const;
  const own = rollouts.filter(isOwn).map(({ how }) => (how === 'restart' ? 'its pods restart' : words[how]));
  const restarts = rollouts.filter((rollout) => rollout.how === 'restart' && !isOwn(rollout));
  const others = rollouts.filter((rollout) => rollout.how !== 'restart' && !isOwn(rollout));
  const restarted = restarts.map(({ workload }) => `${workload.kind} ${workload.name}`).join(', ');
  return [
    ...(unmanaged === undefined || unmanaged === object.name ? [] : [`unmanaged file ${line(unmanaged)}`]),
    // The reason of what is destructive says it.
    ...(kept && destructive.length === 0 ? ['Flux leaves it in the cluster'] : []),
    ...own,
    ...(restarted ? [`restarts the pods of ${restarted}`] : []),
    ...others.map(({ workload, how }) => `${workload.kind} ${workload.name} ${words[how]}`),
  ].join('; ');
}

function summary(plan: EnvironmentPlan, style: Style, between: boolean): string {
  const { name, added, changed, removed } = plan;
  if (between) {
    const [one, other] = name.split(' → ');
    return `${name}: ${changed.length} differ, ${removed.length} only in ${one}, ${added.length} only in ${other}`;
  }
  const all = [...added, ...changed, ...removed, ...(plan.infra?.terraform?.blocks ?? [])];
  const machines = (plan.infra?.changed ?? []).flatMap(({ destructive: lost = [] }) => ({ destructive: lost }));
  const destructive = [...all, ...machines].filter((one) => one.destructive.length > 0).length;
  const warning = destructive > 0 ? `, ${style.destructive(`${destructive} DESTRUCTIVE`)}` : '';
  const count = (how: 'added' | 'changed' | 'removed') =>
    plan[how].length +
    (plan.infra?.[how].length ?? 0) +
    (plan.infra?.terraform?.how === how ? 1 : 0) +
    [...(plan.infra?.unmanaged ?? []), ...(plan.monitoring?.files ?? [])].filter((file) => file.how === how).length;
  return `${name}: ${count('added')} added, ${count('changed')} changed, ${count('removed')} removed${warning}${plan.unpruned && removed.length > 0 ? '; prune: false, so that what is removed stays in the cluster' : ''}`;
}
