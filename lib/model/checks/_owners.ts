import { enumerate } from '../../settings/text';
import { gatewayNamespace } from '../../vocabulary';
import type { TenantDraft } from '../draft';
import { namespaceOf } from '../tenant-names';

/** The tenants that a namespace belongs to, with their files, as a text; undefined: it belongs to none. */
export function ownersOf(namespace: string | undefined, tenants: readonly TenantDraft[]): string | undefined {
  const owners = tenants.filter(({ name, data }) => {
    const own = namespaceOf({ name, namespace: data.namespace });
    return namespace === own || namespace === gatewayNamespace(own);
  });
  if (owners.length === 0) return undefined;
  return enumerate(
    owners.map(({ name, file }) => `${name} (${file.file})`),
    'and',
  );
}
