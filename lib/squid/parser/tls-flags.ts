const FLAGS =
  /^(NO_DEFAULT_CA|DELAYED_AUTH|DONT_VERIFY_PEER|CONDITIONAL_AUTH|DONT_VERIFY_DOMAIN|NO_SESSION_REUSE|VERIFY_CRL(_ALL)?)$/;

/** Returns the first word of a list of TLS flags that Squid refuses, or undefined. */
export function tlsFlags(list: string): string | undefined {
  const odd = list === '' ? undefined : list.split(/[:,]/).find((flag) => !FLAGS.test(flag));
  return odd === undefined ? undefined : `"${odd}" is not a flag of TLS`;
}

/**
 * Returns what Squid refuses about a list of OpenSSL's options, or undefined. A name that it does not know is skipped, and
 * other characters than those of names are refused, among them quotes.
 */
export function tlsSwitches(list: string): string | undefined {
  const rest = list.replace(/^([-!+]?\w*[:,]+)*([-!+]?\w*)?/, '');
  return rest === '' ? undefined : `"${rest}" is not a list of TLS options (expected, for example, NO_SSLv3,NO_TLSv1)`;
}
