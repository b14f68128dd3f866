import { useMemo } from 'preact/hooks';
import type { AllowReport, TenantReport } from '../types';
import { counted, Empty, Table, Tag, usePage, View } from './parts';
import type { Scene } from './scene';
import { matcherOf } from './search';

interface Row {
  readonly tenant: TenantReport;
  /** Undefined: any public host. */
  readonly entry?: AllowReport;
}

export function AllowView({ scene }: { readonly scene: Scene }) {
  const { environment, query, key, isPrinted } = scene;
  const rows = useMemo(() => rowsOf(environment.tenants, query), [environment, query]);
  const { shown, pager } = usePage(rows, key, isPrinted);
  return (
    <View
      title="Allow lists"
      lead={`Public hosts that tenants may reach by their proxies: ${counted(rows.length, 'entry', 'entries')}.`}
    >
      {shown.length === 0 ? (
        <Empty>No entry matches the filter.</Empty>
      ) : (
        <Table label="Allow lists" titles={['Tenant', 'Host', 'Ports', 'Owner', 'Reason', 'Until']}>
          {shown.map((row, index) => (
            <Entry key={`${row.tenant.name} ${row.entry?.host} ${index}`} row={row} />
          ))}
        </Table>
      )}
      {pager}
    </View>
  );
}

function Entry({ row: { tenant, entry } }: { readonly row: Row }) {
  return (
    <tr>
      <th scope="row">{tenant.name}</th>
      <td>
        {entry ? <code>{entry.host}</code> : <Tag tone="undecided">any public host</Tag>}
        {entry && tenant.logsOnly && <Tag tone="undecided">others are only logged</Tag>}
        {entry?.anySni && <Tag tone="undecided">any TLS name</Tag>}
      </td>
      <td>{entry ? entry.ports.join(', ') : '80, 443'}</td>
      <td>{entry?.owner ?? '–'}</td>
      <td>{entry?.reason ?? '–'}</td>
      <td>{entry?.until ?? '–'}</td>
    </tr>
  );
}

function rowsOf(tenants: readonly TenantReport[], query: string): readonly Row[] {
  const matches = matcherOf(query);
  return tenants.flatMap((tenant): readonly Row[] => {
    const rows: readonly Row[] = tenant.allow ? tenant.allow.map((entry) => ({ tenant, entry })) : [{ tenant }];
    const names = [tenant.name, tenant.title].join('\n');
    return rows.filter(({ entry }) =>
      matches([names, entry?.host ?? 'any public host', entry?.owner, entry?.reason].join('\n').toLowerCase()),
    );
  });
}
