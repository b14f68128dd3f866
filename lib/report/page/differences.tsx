import { useMemo } from 'preact/hooks';
import { counted, Empty, Table, usePage, View } from './parts';
import type { Scene } from './scene';
import { matcherOf } from './search';

export function DifferencesView({ scene }: { readonly scene: Scene }) {
  const { data, query, key, isPrinted } = scene;
  const rows = useMemo(() => {
    const matches = matcherOf(query);
    return data.differences.filter(({ tenant, path, values }) =>
      matches([tenant, path, ...values].join('\n').toLowerCase()),
    );
  }, [data, query]);
  const { shown, pager } = usePage(rows, key, isPrinted);
  return (
    <View
      title="Differences"
      lead={`Settings that are not the same in all environments: ${counted(rows.length, 'difference')}.`}
    >
      {shown.length === 0 ? (
        <Empty>Nothing differs.</Empty>
      ) : (
        <Table label="Differences" titles={['Of', 'Setting', ...data.environments.map(({ name }) => name)]}>
          {shown.map(({ tenant, path, values }) => (
            <tr key={`${tenant} ${path}`}>
              <th scope="row">{tenant ?? <span class="muted">environment</span>}</th>
              <td>
                <code>{path}</code>
              </td>
              {values.map((value, index) => (
                <td key={data.environments[index]?.name}>
                  {value === null ? <span class="muted">not set</span> : value}
                </td>
              ))}
            </tr>
          ))}
        </Table>
      )}
      {pager}
    </View>
  );
}
