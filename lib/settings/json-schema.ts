import { z } from 'zod';
import { tenant } from './tenant';

/** JSON Schema (draft 2020-12) of `tenants/<name>.yaml` for editors: what has a default is optional. */
export function tenantJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(tenant, { io: 'input' });
  return { $schema, ...schema };
}
