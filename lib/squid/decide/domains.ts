/** Whether a host is among the values of `dstdomain` or `srcdomain`, however many they are. */
export type DomainMatcher = (host: string) => boolean;

/** A matcher of values as Squid reads them: `.example.com` stands for itself and all below it. */
export function domainMatcher(values: readonly string[]): DomainMatcher {
  const known = new Set(values.map((value) => value.toLowerCase()));
  return (host) => {
    const name = normalHost(host).replace(/^\.+/, '');
    return known.has(name) || suffixes(name).some((suffix) => known.has(`.${suffix}`));
  };
}

export function matchesDomain(host: string, value: string): boolean {
  return domainMatcher([value])(host);
}

/** As Squid keeps the host of a URL: in lower case, without the dot of the root. */
export function normalHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.+$/, '');
}

/** A name and the domains above it: `a.b.c`, `b.c`, `c`. */
export function suffixes(name: string): readonly string[] {
  const labels = name.split('.');
  return labels.map((_, index) => labels.slice(index).join('.'));
}
