import { groupsOf } from '../../groups';
import { enumerate, enumerateSome } from '../../settings/text';
import type { Phrase, ReachSentence } from './types';

/** More tenants than this are counted in a text. */
const MOST = 10;

/** The two environments that are compared; undefined: two sides of a change. */
type Between = readonly [one: string, other: string] | undefined;

/** What has the same subject is one sentence, and what has the same tenants and environments has the same subject. */
export function sentencesOf(phrases: readonly Phrase[], between?: Between): readonly ReachSentence[] {
  const sentences = new Map<string, { readonly phrases: Phrase[]; readonly subject: Subject }>();
  for (const same of groups(phrases, thing)) {
    for (const subject of subjectsOf(same)) {
      const phrase = same[0] as Phrase;
      const key = JSON.stringify([way(phrase), subject]);
      const known = sentences.get(key);
      if (known) known.phrases.push(phrase);
      else sentences.set(key, { phrases: [phrase], subject });
    }
  }
  return [...sentences.values()].map(({ phrases: all, subject }) => ({
    kind: between ? ('differs' as const) : (all[0] as Phrase).kind,
    text: textOf(all, subject, between),
    ...subject,
    ...(between ? { environments: between } : {}),
  }));
}

interface Subject {
  readonly tenants: readonly string[];
  readonly environments: readonly string[];
}

function thing({ what, on, ...phrase }: Phrase): string {
  return JSON.stringify([way(phrase), what, on]);
}

function way({ kind, direction, by, isNew, isCertain }: Omit<Phrase, 'what' | 'on'>): string {
  return JSON.stringify([kind, direction, by, isNew, isCertain]);
}

/** Tenants with the same environments are one subject. */
function subjectsOf(phrases: readonly Phrase[]): readonly Subject[] {
  const environments = (tenant: string) =>
    [...new Set(phrases.filter((each) => each.tenant === tenant).map(({ environment }) => environment))].sort();
  const tenants = [...new Set(phrases.map(({ tenant }) => tenant))].sort();
  const all = tenants.map((tenant) => ({ tenant, environments: environments(tenant) }));
  return groups(all, (each) => each.environments.join(' ')).map((same) => ({
    tenants: same.map(({ tenant }) => tenant),
    environments: same[0]?.environments ?? [],
  }));
}

function textOf(phrases: readonly Phrase[], { tenants, environments }: Subject, between: Between): string {
  const { kind, direction, by, isNew, isCertain } = phrases[0] as Phrase;
  const may = between || (isNew && kind === 'opened') ? 'may' : kind === 'opened' ? 'may now' : 'may no longer';
  const verb = direction === 'from' ? 'connect to' : by === 'direct' ? 'connect directly to' : 'reach';
  const things = groups(phrases, ({ on }) => on).map((same) => {
    const [{ on }] = same as [Phrase];
    return { what: enumerate(same.map(({ what }) => what)), on: on === '' ? '' : ` ${on}` };
  });
  const subject = `${isNew ? `the new tenant${tenants.length > 1 ? 's' : ''} ` : ''}${namesOf(tenants)}`;
  const core =
    direction === 'from'
      ? things.map(({ what, on }) => `${what} ${may} ${verb} ${subject}${on}`).join(', and ')
      : `${subject} ${may} ${verb} ${things.map(({ what, on }) => `${what}${on}`).join(', and ')}`;
  const through = { gateway: ' through the gateway', name: ' with any name inside TLS', proxy: '', direct: '' }[by];
  return `${core}${through} in ${placeOf(kind, environments, between)}${isCertain ? '' : ' (undecided)'}`;
}

function placeOf(kind: Phrase['kind'], environments: readonly string[], between: Between): string {
  if (!between) return enumerate(environments);
  const [one, other] = kind === 'opened' ? [between[1], between[0]] : between;
  return `${one} and not in ${other}`;
}

/** Some names, and how many more there are. */
export function namesOf(names: readonly string[]): string {
  return enumerateSome(names, MOST);
}

function groups<T>(all: readonly T[], key: (one: T) => string): readonly (readonly T[])[] {
  return [...groupsOf(all, key).values()];
}
