import type { Node } from '../../settings/node';
import type { TenantFile } from '../../settings/tenants';
import type { Findings } from '../findings';
import { NAMED_LISTS, nameOf } from '../merge';

/** Two entries of one name in one list, wherever in the file: no merge could tell them apart. */
export function checkDuplicateNames({ tree }: TenantFile, findings: Findings): void {
  if (tree) visit(tree, '', findings);
}

function visit(node: Node, key: string, findings: Findings): void {
  if (node.kind === 'map') for (const [name, value] of node.entries) visit(value, name, findings);
  if (node.kind !== 'list') return;
  const seen = new Map<string, Node>();
  for (const item of node.items) {
    visit(item, '', findings);
    const name = nameOf(item);
    if (name === undefined || !(NAMED_LISTS as readonly string[]).includes(key) || item.kind !== 'map') continue;
    const first = seen.get(name);
    const said = item.entries.get('name') ?? item;
    if (!first) seen.set(name, item);
    else
      findings.add(
        'duplicate-name',
        said.origin,
        `${name} is the name of entry ${Number(first.origin.path.at(-1)) + 1} of this list already`,
        undefined,
      );
  }
}
