type Version = readonly [number, number, number];

/** The three numbers of `1.2.3` or `v1.2.3`; undefined for anything else, a pre-release too. */
function parseVersion(text: string): Version | undefined {
  const match = /^v?(\d+)\.(\d+)\.(\d+)(?:\+.*)?$/.exec(text);
  return match ? [Number(match[1]), Number(match[2]), Number(match[3])] : undefined;
}

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/** Whether a version satisfies one comparison: `>=1.2.0`, `<2`, `~1.2`, `^1.2.3`, `1.x`, `*`. Undefined: not understood. */
function satisfies(version: Version, comparison: string): boolean | undefined {
  const match = /^(>=|<=|>|<|=|~|\^)?v?(\d+|[xX*])(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?$/.exec(comparison);
  if (!match) return undefined;
  const [, operator = '', ...texts] = match;
  const wild = texts.findIndex((text) => text === undefined || /[xX*]/.test(text));
  const given = wild < 0 ? 3 : wild;
  const [major, minor, patch] = texts.map((text, index) => (index < given ? Number(text) : 0)) as [
    number,
    number,
    number,
  ];
  const low: Version = [major, minor, patch];
  // The first version that is above all that the comparison's given numbers cover.
  const above = (kept: number): Version =>
    kept === 0
      ? [Infinity, 0, 0]
      : kept === 1
        ? [major + 1, 0, 0]
        : kept === 2
          ? [major, minor + 1, 0]
          : [major, minor, patch + 1];
  const within = (high: Version) => compare(version, low) >= 0 && compare(version, high) < 0;
  switch (operator) {
    case '>=':
      return compare(version, low) >= 0;
    case '>':
      return compare(version, above(given)) >= 0;
    case '<':
      return compare(version, low) < 0;
    case '<=':
      return compare(version, above(given)) < 0;
    case '~':
      return within(above(Math.min(given, 2)));
    case '^':
      return within(above(given <= 1 ? given : major > 0 ? 1 : given === 2 || minor > 0 ? 2 : 3));
    default:
      return within(above(given));
  }
}

/**
 * The tag of the highest version that a range allows, pre-releases left out.
 *
 * @param range comparisons that all hold, separated by blanks or commas; alternatives separated by `||`
 * @returns undefined when no tag does, or the range is not understood
 */
export function highestTag(tags: readonly string[], range: string): string | undefined {
  const alternatives = range.split('||').map((part) =>
    part
      .trim()
      .replace(/([<>=~^])\s+/g, '$1')
      .split(/[\s,]+/),
  );
  const fitting = tags.flatMap((tag) => {
    const version = parseVersion(tag);
    const fits = version && alternatives.some((all) => all.every((comparison) => satisfies(version, comparison)));
    return fits ? [{ tag, version }] : [];
  });
  return fitting.sort((a, b) => compare(b.version, a.version))[0]?.tag;
}
