import { describeObject } from '../kustomize';
import { type Finding, suppressFindings, unusedSuppression } from '../lint';
import { suppressionsOf } from '../model/suppressions';
import type { Model, Tenant } from '../model/types';
import type { OutputFile } from '../output';
import { formatPath, lastWord } from './_place';
import { type Context, contextOf, Files } from './_rendered';
import { RULES } from './all';
import type { Found, Rule } from './rule';

/**
 * What the rules have against rendered files: for each environment everything that Flux would apply, built and patched,
 * with the Flux objects themselves. The settings are only asked what was promised.
 *
 * @param files as `synthesize` makes them, all of them
 * @param rules default: all
 * @param unmanaged what Flux applies although `synthesize` did not make it; default: nothing
 * @returns findings by environment, file and rule; suppressed ones are among them, with their reason
 */
export function verify(
  files: readonly OutputFile[],
  model: Model,
  rules: readonly Rule[] = RULES,
  unmanaged: readonly OutputFile[] = [],
): Finding[] {
  const parsed = new Files(
    [...files, ...unmanaged],
    unmanaged.map(({ path }) => path),
  );
  const findings = model.environments.flatMap((environment) => {
    const context = contextOf(parsed, environment);
    return rules.flatMap((rule) => rule.check(context).map((found) => findingOf(rule, found, context)));
  });
  const entries = new Map([...RULES, ...rules].map((rule) => [rule.id, rule]));
  const { findings: judged, unused } = suppressFindings(findings, suppressionsOf(model), (id) => entries.get(id));
  return [...judged, ...unused.filter(({ id }) => entries.has(id)).map(unusedSuppression)].sort(inOrder);
}

function findingOf(rule: Rule, found: Found, context: Context): Finding {
  const { on, path = [], message } = found;
  const { environment, promised } = context;
  const tenant = found.tenant ?? on?.tenant;
  return {
    id: rule.id,
    severity: found.severity ?? rule.severity,
    environment: environment.name,
    ...(tenant === undefined ? {} : { tenant }),
    object: on ? describeObject(on.object) : '',
    path: formatPath(path),
    file: found.file ?? (on && lastWord(context.files, on, path)) ?? sourceOf(promised, tenant) ?? environment.source,
    message,
    fix: rule.fix,
  };
}

function sourceOf(tenants: readonly Tenant[], name: string | undefined): string | undefined {
  return tenants.find((tenant) => tenant.name === name)?.source;
}

function inOrder(a: Finding, b: Finding): number {
  for (const key of ['environment', 'file', 'id', 'object', 'path', 'message'] as const) {
    const [one = '', other = ''] = [a[key], b[key]];
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}
