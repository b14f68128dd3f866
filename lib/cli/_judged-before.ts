import { groupsOf } from '../groups';
import type { Finding } from '../lint';
import type { Memory } from '../memory';
import { homesOf } from '../model/homes';
import type { LoadedSettings } from '../model/load';
import type { Model, Tenant } from '../model/types';
import type { OutputFile } from '../output';
import { requireTarget } from '../settings/target';
import { TOP_LEVEL_DOMAINS } from '../settings/top-level-domains';
import { PLATFORM } from '../vocabulary';
import { expectationProblems } from './_expectations';
import { locateIn } from './_locate';

/** The name of findings about no tenant. */
const NO_TENANT = '';

/**
 * What rules find, where an earlier run judged most tenants and nothing of what they depend on has changed: only the
 * others are rendered and judged, together with the platform.
 *
 * @param files all that is rendered; what is known from an earlier run need not be there
 * @returns before anything is suppressed; undefined: everything has to be judged
 */
export function findingsSince(
  loaded: LoadedSettings,
  files: readonly OutputFile[],
  memory: Memory,
): Finding[] | undefined {
  const judgement = memory.judged();
  const known = judgement?.found as ReadonlyMap<string, readonly Finding[]> | undefined;
  const names = new Set(loaded.model.base.map(({ name }) => name));
  // A rule may be about all tenants together, and an expectation about one that is gone.
  if (!known || judgement?.tenants !== tenantsOf(loaded.model)) return undefined;
  const changed = [...names].filter((name) => !known.has(name));
  if (changed.length > 0 && expectsOfTenants(loaded.model)) return undefined;
  const again = tenantsToJudge(loaded.model, changed);
  if (again.size > names.size / 2) return undefined;
  const part: LoadedSettings = { ...loaded, model: onlyWith(loaded.model, again) };
  const { synthesize } = require('../synthesize') as typeof import('../synthesize');
  const { findingsIn, RULES } = require('../rules') as typeof import('../rules');
  const written = synthesize(part.model);
  // It is rendered for the tenants that there are.
  if (!isSame(platformOf(files), platformOf(written))) return undefined;
  if (expectationProblems(part, written, []).length > 0) return undefined;
  const found = findingsIn(written, part.model, RULES, [], locateIn(loaded));
  const isOfTenant = ({ tenant }: Finding) => tenant !== undefined;
  if (found.some((finding) => isOfTenant(finding) && finding.severity === 'error')) return undefined;
  const common = known.get(NO_TENANT) ?? [];
  const seen = found.filter((finding) => !isOfTenant(finding));
  const isKnown = new Set(common.map((finding) => JSON.stringify(finding)));
  if (!seen.every((finding) => isKnown.has(JSON.stringify(finding)))) return undefined;
  if (seen.length < common.length && judgement?.shared !== sharedOf(files)) return undefined;
  const others = [...known].flatMap(([name, findings]) => (names.has(name) && !again.has(name) ? findings : []));
  return [...found.filter(isOfTenant), ...common, ...others];
}

/** Keeps what a run found in these files, for {@link findingsSince}. */
export function noteFindings(
  memory: Memory,
  { model }: LoadedSettings,
  files: readonly OutputFile[],
  findings: readonly Finding[],
): void {
  const found = new Map(groupsOf(findings, ({ tenant = NO_TENANT }) => tenant));
  const sources = new Map(model.base.map(({ name, source }) => [name, source]));
  for (const name of sources.keys()) if (!found.has(name)) found.set(name, []);
  for (const [name, own] of found) {
    // A line of an environment's settings may be another one although the settings are the same.
    const isOwn = own.every(
      ({ settings }) => settings === undefined || settings.file.endsWith(sources.get(name) ?? '\n'),
    );
    if (name !== NO_TENANT && !isOwn) found.delete(name);
  }
  memory.noteJudged({ found, shared: sharedOf(files), tenants: tenantsOf(model) });
}

/** Those that changed, and one for each thing that the platform has because some tenant needs it. */
function tenantsToJudge(model: Model, changed: readonly string[]): ReadonlySet<string> {
  const { needsOf } = require('../synthesize') as typeof import('../synthesize');
  const again = new Set(changed);
  for (const { tenants } of model.environments) {
    const wanted = Object.entries(needsOf({ tenants })).filter(([, isNeeded]) => isNeeded);
    for (const tenant of tenants) {
      const own = new Map(Object.entries(needsOf({ tenants: [tenant] })));
      const index = wanted.findIndex(([need]) => own.get(need));
      if (index < 0) continue;
      wanted.splice(index, 1);
      again.add(tenant.name);
    }
  }
  const [first] = model.base;
  if (again.size === 0 && first) again.add(first.name);
  return again;
}

/**
 * Whether an expectation is, or may be, about something inside the cluster or the private network, which another tenant can change:
 * anything but a name below a public domain that is no namespace.
 */
export function expectsOfTenants({ environments }: Model): boolean {
  return environments.some(({ tenants }) => {
    const namespaces = new Set(tenants.flatMap(homesOf));
    const isInside = (host: string) => {
      const last = host.split('.').at(-1) ?? '';
      return !host.includes('.') || namespaces.has(last) || !TOP_LEVEL_DOMAINS.has(last);
    };
    return tenants.some(({ expect = [] }) =>
      expect.some(({ allow, deny }) => isInside(requireTarget(allow ?? deny ?? '').host)),
    );
  });
}

/** A checksum of which tenants there are in each environment, and of their namespaces. */
function tenantsOf({ environments }: Model): string {
  const { checksum } = require('../memory') as typeof import('../memory');
  const parts = environments.map(({ environment, tenants }) =>
    JSON.stringify([environment.name, tenants.map((tenant) => [tenant.name, ...homesOf(tenant)])]),
  );
  return checksum(...parts);
}

/** The same with these tenants alone. */
export function onlyWith({ base, environments }: Model, names: ReadonlySet<string>): Model {
  const only = (tenants: readonly Tenant[]) => tenants.filter(({ name }) => names.has(name));
  return {
    base: only(base),
    environments: environments.map(({ environment, tenants }) => ({ environment, tenants: only(tenants) })),
  };
}

function platformOf(files: readonly OutputFile[]) {
  return textsOf(files.filter(({ path, owner }) => owner.tenant === undefined && path.includes(`/${PLATFORM}/`)));
}

/** A checksum of the files that are of no tenant alone. */
function sharedOf(files: readonly OutputFile[]): string {
  const { checksum } = require('../memory') as typeof import('../memory');
  return checksum(...textsOf(files.filter(({ owner }) => owner.tenant === undefined)).flat());
}

/** Sorted by path. */
function textsOf(files: readonly OutputFile[]): readonly (readonly [path: string, content: string])[] {
  return files.map(({ path, content }): [string, string] => [path, content]).sort(([a], [b]) => (a < b ? -1 : 1));
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
