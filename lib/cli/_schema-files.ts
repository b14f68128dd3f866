import type { OutputFile } from '../output';

/** What `schema` writes, and `check` compares. */
export function schemaFiles(): OutputFile[] {
  // Loaded here: not every command knows the settings.
  const { tenantJsonSchema } = require('../settings/json-schema') as typeof import('../settings/json-schema');
  const { auditSchema } = require('../proxy') as typeof import('../proxy');
  return [
    fileOf('tenant', tenantJsonSchema(), 'lib/settings/tenant.ts'),
    fileOf('audit', auditSchema(), 'lib/proxy/audit-fields.ts'),
  ];
}

function fileOf(name: string, schema: object, source: string): OutputFile {
  const content = `${JSON.stringify(schema, null, 2)}\n`;
  return { path: `schemas/${name}.schema.json`, content, source, owner: {}, command: 'npm run schema' };
}
