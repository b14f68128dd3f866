/**
 * Merges three versions of a snapshot file of jest, entry by entry.
 *
 * @returns undefined if both sides changed the same entry
 */
export function mergeSnapshots(versions: {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}): string | undefined {
  const [base, ours, theirs] = [versions.base, versions.ours, versions.theirs].map(entriesOf) as [
    Entries,
    Entries,
    Entries,
  ];
  const names = [...new Set([...ours.keys(), ...theirs.keys()])].sort((a, b) =>
    a.localeCompare(b, 'en', { numeric: true }),
  );
  const merged: string[] = [];
  for (const name of names) {
    const [before, one, other] = [base.get(name), ours.get(name), theirs.get(name)];
    if (one !== before && other !== before && one !== other) return undefined;
    const entry = one === before ? other : one;
    if (entry !== undefined) merged.push(entry);
  }
  const [head = ''] = versions.ours.split(/^(?=exports\[)/m);
  return [head.trimEnd(), ...merged].join('\n\n').concat('\n');
}

/** The text of each entry by its name. */
type Entries = ReadonlyMap<string, string>;

function entriesOf(text: string): Entries {
  const entries = text.split(/^(?=exports\[)/m).filter((part) => part.startsWith('exports['));
  return new Map(entries.map((entry) => [entry.slice(0, entry.indexOf('\n')).replace(/ = .*$/, ''), entry.trimEnd()]));
}
