/** A name of an ACL as Squid compares it: letters of ASCII in any case, all else byte by byte. */
export function aclKey(name: string): string {
  return name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
