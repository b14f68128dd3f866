/**
 * The plain data of a type in `imports/`: an enum is one of its strings, an int-or-string is its value, and arrays are
 * read-only. It types an object without loading the imported module: the one for cert-manager takes as long to load as
 * a tenant takes to synthesize.
 */
export type Plain<T> = T extends string
  ? `${T}`
  : T extends readonly (infer Item)[]
    ? readonly Plain<Item>[]
    : T extends object
      ? IntOrString<T> extends true
        ? string | number
        : { readonly [Key in keyof T]: Plain<T[Key]> }
      : T;

type IntOrString<T> = T extends { readonly value: string | number } ? (keyof T extends 'value' ? true : false) : false;
