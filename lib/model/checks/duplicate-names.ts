import type { z } from 'zod';
import type { Node } from '../../settings/node';
import { namedEntry } from '../../settings/override';
import { tenant } from '../../settings/tenant';
import type { TenantFile } from '../../settings/tenants';
import { schemaAt } from '../../settings/walk';
import type { Findings } from '../findings';
import { nameOf } from '../merge';

/** Two entries of one name in one list, wherever in the file: no merge could tell them apart. */
export function checkDuplicateNames({ tree }: TenantFile, findings: Findings): void {
  if (tree) visit(tree, tenant, findings);
}

function visit(node: Node, schema: z.ZodType | undefined, findings: Findings): void {
  if (node.kind === 'map') for (const [name, value] of node.entries) visit(value, schemaAt(schema, name), findings);
  if (node.kind !== 'list') return;
  const isNamed = schema !== undefined && namedEntry(schema) !== undefined;
  const seen = new Map<string, Node>();
  for (const [index, item] of node.items.entries()) {
    visit(item, schemaAt(schema, index), findings);
    const name = nameOf(item);
    if (!isNamed || name === undefined || item.kind !== 'map') continue;
    const first = seen.get(name);
    const said = item.entries.get('name') ?? item;
    if (!first) seen.set(name, item);
    else
      findings.add(
        'duplicate-name',
        said.origin,
        `${name} is already the name of entry ${Number(first.origin.path.at(-1)) + 1} of this list`,
        undefined,
      );
  }
}
