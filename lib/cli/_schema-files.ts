import type { OutputFile } from '../output';
import { tenantJsonSchema } from '../settings/json-schema';

/** What `schema` writes, and `check` compares. */
export function schemaFiles(): OutputFile[] {
  const content = `${JSON.stringify(tenantJsonSchema(), null, 2)}\n`;
  return [{ path: 'schemas/tenant.schema.json', content, source: 'lib/settings/tenant.ts', command: 'npm run schema' }];
}
