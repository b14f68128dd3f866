import { z } from 'zod';

/**
 * Settings with all defaults, from which required keys may still be missing: the form that checks take. What is complete
 * has the form of the schema's output.
 */
export function fillDefaults(schema: z.ZodType, data: unknown): unknown {
  if (schema instanceof z.ZodOptional)
    return data === undefined ? undefined : fillDefaults(schema.unwrap() as z.ZodType, data);
  if (schema instanceof z.ZodDefault)
    return data === undefined ? schema.parse(undefined) : fillDefaults(schema.unwrap() as z.ZodType, data);
  if (schema instanceof z.ZodPrefault)
    return fillDefaults(schema.unwrap() as z.ZodType, data ?? schema.def.defaultValue);
  if (data === undefined) return undefined;
  if (schema instanceof z.ZodObject) {
    const values = Object.entries(schema.shape as Record<string, z.ZodType>).map(([key, value]) => [
      key,
      fillDefaults(value, (data as Record<string, unknown>)[key]),
    ]);
    return Object.fromEntries(values.filter(([, value]) => value !== undefined));
  }
  if (schema instanceof z.ZodArray)
    return (data as unknown[]).map((item) => fillDefaults(schema.element as z.ZodType, item));
  // Nothing in these has a default and a required key: transformed values and maps by name.
  const parsed = schema.safeParse(data);
  return parsed.success ? parsed.data : data;
}
