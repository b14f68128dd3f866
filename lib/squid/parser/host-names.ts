/** Words that mean something elsewhere in squid.conf. Where Squid looks a name up, they are names that no machine has. */
const KEYWORDS = /^(all|any|none|on|off|ipv4|ipv6|any_addr|no_addr|full_mask)$/i;

/**
 * Whether a name may resolve when Squid starts. The C library refuses a leading dash, empty and long labels and other
 * characters without asking DNS; RFC 6761 keeps `.invalid` free.
 */
export function mayResolve(name: string): boolean {
  const labels = name.replace(/\.$/, '').split('.');
  return (
    /^\w[\w.-]*$/.test(name) &&
    /[a-z]/i.test(name) &&
    !/^0x[\da-f]+$/i.test(name) &&
    !KEYWORDS.test(name) &&
    !/^invalid$/i.test(labels.at(-1) ?? '') &&
    labels.every((label) => label !== '' && label.length <= 63) &&
    labels.join('.').length <= 253
  );
}
