/** Characters up to 255; what lies beyond counts as one of the bytes above 127. */
export interface CharacterSet {
  has(code: number): boolean;
}

/** Why the C library refuses a pattern. */
export class Refused extends Error {}

/** Squid compares bytes; what is not ASCII counts as one of the bytes above 127. */
export function byteOf(code: number): number {
  return code < 256 ? code : 128 + (code % 128);
}

/** Without regard to case, the C library compares capital letters. */
export function upperCase(code: number): number {
  return code >= 97 && code <= 122 ? code - 32 : code;
}

export function isWordCharacter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;
}

export function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}
