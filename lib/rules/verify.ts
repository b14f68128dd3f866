import { type Finding, type Place, type SettingsPlace, suppressFindings, unusedSuppression } from '../lint';
import { suppressionsOf } from '../model/suppressions';
import type { Model, Tenant } from '../model/types';
import { sourceOf as headerSource, type OutputFile } from '../output';
import { placeInText } from './_generated-place';
import { formatPath, lastWord } from './_place';
import { type Context, contextOf, describeObject, Files, type Rendered } from './_rendered';
import { settingsPath } from './_settings-path';
import { RULES } from './all';
import type { Found, Rule, Step } from './rule';

/** Returns the place of a tenant's setting in an environment, or undefined if it is not known. */
export type LocateSetting = (tenant: string, path: readonly Step[], environment: string) => SettingsPlace | undefined;

/**
 * Checks rendered files against rules: for each environment everything that Flux would apply, built and patched, and the
 * Flux objects themselves. Of the settings, rules use only what is declared for a tenant.
 *
 * @param files as `synthesize` makes them, all of them
 * @param rules default: all
 * @param unmanaged what Flux applies although `synthesize` did not make it; default: nothing
 * @param locate where settings are; default: findings do not name the setting that they come from
 * @returns findings by environment, file and rule; suppressed ones are among them, with their reason
 */
export function verify(
  files: readonly OutputFile[],
  model: Model,
  rules: readonly Rule[] = RULES,
  unmanaged: readonly OutputFile[] = [],
  locate: LocateSetting = () => undefined,
): Finding[] {
  return settle(findingsIn(files, model, rules, unmanaged, locate), model, rules);
}

/** What rules find, before anything of it is suppressed. */
export function findingsIn(
  files: readonly OutputFile[],
  model: Model,
  rules: readonly Rule[],
  unmanaged: readonly OutputFile[],
  locate: LocateSetting,
  counted?: (done: number, all: number) => void,
): Finding[] {
  const parsed = new Files(
    [...files, ...unmanaged],
    unmanaged.map(({ path }) => path),
  );
  let done = 0;
  return model.environments.flatMap((environment) => {
    const context = contextOf(parsed, environment);
    return rules.flatMap((rule) => {
      counted?.(++done, rules.length * model.environments.length);
      return rule.check(context).map((found) => findingOf(rule, found, context, locate));
    });
  });
}

/** Findings with what is suppressed, and with suppressions that suppress nothing; sorted as {@link verify} returns them. */
export function settle(findings: readonly Finding[], model: Model, rules: readonly Rule[]): Finding[] {
  const entries = new Map([...RULES, ...rules].map((rule) => [rule.id, rule]));
  const { findings: judged, unused } = suppressFindings(findings, suppressionsOf(model), (id) => entries.get(id));
  return [...judged, ...unused.filter(({ id }) => entries.has(id)).map(unusedSuppression)].sort(inOrder);
}

function findingOf(rule: Rule, found: Found, context: Context, locate: LocateSetting): Finding {
  const { on, path = [], message } = found;
  const { environment, promised } = context;
  const tenant = found.tenant ?? on?.tenant;
  const file =
    found.file ?? (on && lastWord(context.files, on, path)) ?? sourceOf(promised, tenant) ?? environment.source;
  const isUnmanaged = context.files.isUnmanaged(file);
  const declared = promised.find(({ name }) => name === tenant);
  const settings =
    declared && !isUnmanaged ? locate(declared.name, settingsPath(declared, on, path), environment.name) : undefined;
  return {
    id: rule.id,
    severity: found.severity ?? rule.severity,
    environment: environment.name,
    ...(tenant === undefined ? {} : { tenant }),
    object: on ? describeObject(on.object) : '',
    path: formatPath(path),
    file,
    ...(on && !isUnmanaged ? placeIn(context.files, file, on, path) : {}),
    message,
    fix: rule.fix,
    ...(settings ? { settings } : {}),
  };
}

/** The place of a path of an object in the file as it is on disk, where a header line comes first. Empty: it is not there. */
export function placeIn(files: Files, file: string, on: Rendered, path: readonly Step[]): Partial<Place> {
  const text = files.get(file);
  const place = text === undefined || !/\.ya?ml$/.test(file) ? undefined : placeInText(text, on, path);
  if (text === undefined || !place) return {};
  return { ...place, line: place.line + (headerSource(text) === undefined ? 1 : 0) };
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
