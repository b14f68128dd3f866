import { z } from 'zod';
import { addedLists, refusedKeys } from './schema';
import { unwrap } from './walk';

interface OverrideOptions {
  /** Keys that stay out, as `nodePool.name`, each with the reason. */
  readonly refused: Readonly<Record<string, string>>;
  readonly extra: z.ZodRawShape;
}

/** The same map with all of it optional, however deep; entries of lists by `name` keep their name, and may be removed. */
export function overrideOf(schema: z.ZodObject, { refused, extra }: OverrideOptions): z.ZodObject {
  return partialMap(schema, extra, refused, '');
}

/** Lists that merge by their entries' `name`: the entry's map. */
export function namedEntry(schema: z.ZodType): z.ZodObject | undefined {
  const list = unwrap(schema);
  if (!(list instanceof z.ZodArray)) return undefined;
  const entry = unwrap(list.element as z.ZodType);
  return entry instanceof z.ZodObject && 'name' in entry.shape ? entry : undefined;
}

function partialMap(
  schema: z.ZodObject,
  extra: z.ZodRawShape,
  refused: Readonly<Record<string, string>>,
  at: string,
): z.ZodObject {
  const shape: Record<string, z.ZodType> = {};
  // Keys that no longer exist anywhere are refused at the top.
  const refusedHere: Record<string, string> =
    at === '' ? Object.fromEntries(Object.entries(refused).filter(([key]) => !key.includes('.'))) : {};
  for (const [key, value] of Object.entries(schema.shape) as [string, z.ZodType][]) {
    const reason = refused[at + key];
    if (reason === undefined) shape[key] = partial(value, refused, `${at}${key}.`).optional();
    else refusedHere[key] = reason;
  }
  const result = z.strictObject({ ...shape, ...(extra as Record<string, z.ZodType>) }).meta(descriptionOf(schema));
  refusedKeys.add(result, refusedHere);
  return result;
}

function partial(schema: z.ZodType, refused: Readonly<Record<string, string>>, at: string): z.ZodType {
  const inner = unwrap(schema);
  const entry = namedEntry(inner);
  const key = entry ? 'name' : addedLists.get(inner)?.removedBy;
  if (key !== undefined) {
    const { [key]: name, ...others } = shapeOf(inner);
    const removal = {
      remove: z
        .literal(true)
        .meta({ description: `Removes the entry of this ${key}` })
        .optional(),
    };
    const changed = partialMap(z.strictObject(others), removal, refused, at);
    return z.array(z.strictObject({ [key]: name as z.ZodType, ...changed.shape })).meta(descriptionOf(inner));
  }
  if (!(inner instanceof z.ZodObject) || isPartial(inner)) return inner;
  return partialMap(inner, {}, refused, at);
}

/** Keys of a list's entries. */
function shapeOf(list: z.ZodType): Record<string, z.ZodType> {
  const entry = list instanceof z.ZodArray ? unwrap(list.element as z.ZodType) : undefined;
  return entry instanceof z.ZodObject ? (entry.shape as Record<string, z.ZodType>) : {};
}

/** Whether all of a map is optional already, so that its definition can be shared. */
function isPartial(schema: z.ZodObject): boolean {
  return (Object.values(schema.shape) as z.ZodType[]).every((value) => {
    const inner = unwrap(value);
    return (
      value instanceof z.ZodOptional && !namedEntry(inner) && (!(inner instanceof z.ZodObject) || isPartial(inner))
    );
  });
}

/** Without the id, which names one schema only. */
function descriptionOf(schema: z.ZodType): { description?: string } {
  const description = schema.meta()?.description;
  return description === undefined ? {} : { description };
}
