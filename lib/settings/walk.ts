import { z } from 'zod';

/** The schema of a value that is set: without default and optionality. */
export function unwrap(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault
    ? unwrap(schema.unwrap() as z.ZodType)
    : schema;
}

/** The schema of a value in a map or list; undefined if the schema does not describe it. */
export function schemaAt(schema: z.ZodType | undefined, step: string | number): z.ZodType | undefined {
  const whole = schema && unwrap(schema);
  if (whole instanceof z.ZodObject) {
    return Object.hasOwn(whole.shape, step) ? (whole.shape as Record<string, z.ZodType>)[step] : undefined;
  }
  if (whole instanceof z.ZodRecord) return whole.valueType as z.ZodType;
  return whole instanceof z.ZodArray ? (whole.element as z.ZodType) : undefined;
}
