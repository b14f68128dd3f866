const FLAGS =
  /^(NO_DEFAULT_CA|DELAYED_AUTH|DONT_VERIFY_PEER|CONDITIONAL_AUTH|DONT_VERIFY_DOMAIN|NO_SESSION_REUSE|VERIFY_CRL(_ALL)?)$/;

/** Returns the first word of a list of TLS flags that Squid refuses, or undefined. */
export function tlsFlags(list: string): string | undefined {
  const odd = list === '' ? undefined : list.split(/[:,]/).find((flag) => !FLAGS.test(flag));
  return odd === undefined ? undefined : `"${odd}" is not a flag of TLS`;
}
