/** Whether a value of `dstdomain` or `srcdomain` matches a host: `.example.com` stands for itself and all below it. */
export function matchesDomain(host: string, value: string): boolean {
  const name = normalHost(host).replace(/^\.+/, '');
  const pattern = value.toLowerCase();
  if (!pattern.startsWith('.')) return name === pattern;
  return name === pattern.slice(1) || name.endsWith(pattern);
}

/** As Squid keeps the host of a URL: in lower case, without the dot of the root. */
export function normalHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.+$/, '');
}
