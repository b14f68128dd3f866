import type { OutputFile } from '../output';

/** What `schema` writes, and `check` compares. */
export function schemaFiles(): OutputFile[] {
  // Loaded here: not every command knows the settings.
  const { tenantJsonSchema } = require('../settings/json-schema') as typeof import('../settings/json-schema');
  const content = `${JSON.stringify(tenantJsonSchema(), null, 2)}\n`;
  return [
    {
      path: 'schemas/tenant.schema.json',
      content,
      source: 'lib/settings/tenant.ts',
      owner: {},
      command: 'npm run schema',
    },
  ];
}
