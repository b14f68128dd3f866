/** The line of squid.conf that records a proxy's public address, which nothing on the machine needs. */
export function publicAddressLine(address: string): string {
  return `# Partners see ${address}.`;
}

/** The address that a squid.conf records; undefined: none. */
export function publicAddressIn(squidConf: string): string | undefined {
  return /^# Partners see ([0-9.]+)\.$/m.exec(squidConf)?.[1];
}
