import { isDeepStrictEqual } from 'node:util';
import { isMap } from '../../data';

export type Step = string | number;

/** Something that differs from what was expected, and where. */
export interface Mismatch {
  readonly path: readonly Step[];
  readonly message: string;
}

/** What a value has to look like. */
export type Shape = (value: unknown, path: readonly Step[]) => readonly Mismatch[];

type Fields = Readonly<Record<string, Shape>>;

export const anything: Shape = () => [];

export function exactly(...allowed: readonly unknown[]): Shape {
  return (value, path) =>
    allowed.some((each) => isDeepStrictEqual(value, each))
      ? []
      : [{ path, message: `is ${show(value)} (expected ${allowed.map(show).join(' or ')})` }];
}

export function matching(pattern: RegExp, example: string): Shape {
  return (value, path) =>
    typeof value === 'string' && pattern.test(value)
      ? []
      : [{ path, message: `is ${show(value)} (expected, for example, ${example})` }];
}

export function atLeast(least: number): Shape {
  return (value, path) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least
      ? []
      : [{ path, message: `is ${show(value)} (expected a whole number from ${least})` }];
}

/** A map with all of the required fields, any of the optional ones, and no others. */
export function map(required: Fields, optional: Fields = {}): Shape {
  return (value, path) => {
    if (!isMap(value)) return [{ path, message: `is ${show(value)} (expected a map)` }];
    const missing = Object.keys(required).filter((key) => !Object.hasOwn(value, key));
    return [
      ...missing.map((key) => ({ path, message: `has no ${key}` })),
      ...Object.entries(value).flatMap(([key, member]) => {
        const shape = own(required, key) ?? own(optional, key);
        return shape ? shape(member, [...path, key]) : [{ path: [...path, key], message: 'is not what Flux writes' }];
      }),
    ];
  };
}

/** A map with at least these fields. */
export function having(required: Fields): Shape {
  return (value, path) => {
    if (!isMap(value)) return [{ path, message: `is ${show(value)} (expected a map)` }];
    return Object.entries(required).flatMap(([key, shape]) =>
      Object.hasOwn(value, key) ? shape(value[key], [...path, key]) : [{ path, message: `has no ${key}` }],
    );
  };
}

/** All of several shapes at once. */
export function all(...shapes: readonly Shape[]): Shape {
  return (value, path) => shapes.flatMap((shape) => shape(value, path));
}

/** A list of elements that all look alike. */
export function listOf(shape: Shape, length?: number): Shape {
  return (value, path) => {
    if (!Array.isArray(value)) return [{ path, message: `is ${show(value)} (expected a list)` }];
    const odd =
      length !== undefined && value.length !== length
        ? [{ path, message: `has ${value.length} entries (expected ${length})` }]
        : [];
    return [...odd, ...value.flatMap((element, index) => shape(element, [...path, index]))];
  };
}

/** A list of which each element is one of these. */
export function listFrom(...allowed: readonly unknown[]): Shape {
  return listOf((value, path) =>
    allowed.some((each) => isDeepStrictEqual(value, each))
      ? []
      : [{ path, message: `${show(value)} is not what Flux writes` }],
  );
}

function own(fields: Fields, key: string): Shape | undefined {
  return Object.hasOwn(fields, key) ? fields[key] : undefined;
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'not set';
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
