import { z } from 'zod';
import { environment } from './environment';
import { tenant } from './tenant';

/** JSON Schema (draft 2020-12) of `tenants/<name>.yaml`, for editors: keys with a default are optional. */
export function tenantJsonSchema(): Record<string, unknown> {
  return jsonSchema(tenant);
}

/** The same of the argument of `defineEnvironment`, from which its type and its reference page are generated. */
export function environmentJsonSchema(): Record<string, unknown> {
  return jsonSchema(environment);
}

function jsonSchema(of: z.ZodType): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(of, {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      // Left out by zod where a transformation follows, although a default of text is as good before it.
      if (zodSchema instanceof z.ZodDefault) jsonSchema.default = zodSchema.def.defaultValue;
      if (zodSchema instanceof z.ZodPrefault) delete jsonSchema.default;
    },
  });
  return { $schema, ...schema };
}
