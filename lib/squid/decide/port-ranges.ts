interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** A value of `port` or `localport`; undefined: Squid refuses it. */
export function parsePortRange(text: string): PortRange | undefined {
  const match = text.match(/^(\d+)(?:-(\d+))?$/);
  if (!match) return undefined;
  const first = Number(match[1]);
  const last = match[2] === undefined ? first : Number(match[2]);
  return first <= last && last <= 65535 ? { first, last } : undefined;
}

/** The values that can be read. */
export function parsePorts(values: readonly string[]): readonly PortRange[] {
  return values.flatMap((value) => parsePortRange(value) ?? []);
}
