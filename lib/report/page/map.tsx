import type { TenantReport } from '../types';
import { counted, Empty, Facts, Table, Tag, usePage, View } from './parts';
import type { Scene } from './scene';

/** One lane for each tenant: tenants share nothing, so a lane never crosses another one. */
export function MapView({ scene }: { readonly scene: Scene }) {
  const { tenants, environment, key, isPrinted, show } = scene;
  const { shown, pager } = usePage(tenants, key, isPrinted, 25);
  return (
    <View
      title="Egress map"
      lead={
        <>
          The way of each tenant to the internet in {environment.name}: {counted(tenants.length, 'tenant')} of{' '}
          {environment.tenants.length}. Select a tenant for its details.
        </>
      }
    >
      {shown.length === 0 ? (
        <Empty>No tenant matches the filter.</Empty>
      ) : (
        <Table
          label="Egress map"
          look="map"
          titles={['Tenant', 'Namespace', 'Node pool', 'Gateway', 'Proxies', 'Leaves as']}
        >
          {shown.map((tenant) => (
            <Lane key={tenant.name} tenant={tenant} open={() => show({ tenant })} />
          ))}
        </Table>
      )}
      {pager}
      <Facts facts={environment.facts} look="facts wide" />
    </View>
  );
}

function Lane({ tenant, open }: { readonly tenant: TenantReport; readonly open: () => void }) {
  const { name, title, namespace, pool, gateway, proxies, isCordoned } = tenant;
  return (
    <tr class={isCordoned ? 'cordoned' : ''}>
      <th scope="row">
        <button type="button" class="node tenant" onClick={open}>
          {name}
          {title.toLowerCase() !== name && <small>{title}</small>}
        </button>
        {isCordoned && <Tag tone="undecided">cordoned</Tag>}
      </th>
      <td>
        <span class="node">{namespace}</span>
      </td>
      <td>
        <span class="node">{pool}</span>
      </td>
      <td>{gateway === undefined ? <span class="none">none</span> : <span class="node">{gateway}</span>}</td>
      <td class="stack">
        <ul>
          {proxies.map((proxy) => (
            <li key={proxy.name}>
              <span class="node">
                {proxy.name}
                <small>
                  {proxy.address}:{proxy.port}
                  {proxy.isDraining ? ', draining' : ''}
                </small>
              </span>
            </li>
          ))}
        </ul>
      </td>
      <td class="stack end">
        <ul>
          {proxies.map((proxy) => (
            <li key={proxy.name}>
              {proxy.publicAddress === undefined ? (
                <span class="node unset">not set</span>
              ) : (
                <span class={`node address ${proxy.isPlaceholder ? 'unset' : ''}`}>
                  {proxy.publicAddress}
                  {proxy.isPlaceholder && <small>placeholder</small>}
                </span>
              )}
            </li>
          ))}
        </ul>
      </td>
    </tr>
  );
}
