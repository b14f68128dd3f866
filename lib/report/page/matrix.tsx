import { Fragment } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import type { TenantReport } from '../types';
import { counted, Empty, Scroll, usePage, VerdictTag, View } from './parts';
import type { Scene } from './scene';
import { cellAt, columnsOf } from './search';

/** More columns do not fit on a screen. */
const MOST_HOSTS = 5;

export function MatrixView({ scene }: { readonly scene: Scene }) {
  const { tenants, environment, key, isPrinted } = scene;
  const [host, setHost] = useState('');
  const columns = useMemo(() => columnsOf(environment, host, MOST_HOSTS), [environment, host]);
  const { shown, pager } = usePage(tenants, key, isPrinted);
  const named = environment.destinations.filter(({ kind }) => kind === 'named').length;
  const isBypass = (index: number) => environment.destinations[index]?.kind === 'bypass';
  const bypasses = columns.filter(isBypass).length;
  return (
    <View
      title="Reachability"
      lead="What each tenant reaches in this environment. Select a cell for the whole path and the line that decides."
    >
      <div class="tools">
        <label for="host">Show hosts with</label>
        <input
          id="host"
          type="search"
          value={host}
          placeholder="partner.example"
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => setHost(event.currentTarget.value)}
        />
        <span class="muted">
          {columns.length - bypasses - 1} of {counted(named, 'named host')}
        </span>
        <span class="legend">
          <VerdictTag verdict="denied" /> <VerdictTag verdict="allowed" /> <VerdictTag verdict="undecided" />{' '}
          <span class="tag danger">open bypass</span>
        </span>
      </div>
      {shown.length === 0 ? (
        <Empty>No tenant matches the filter.</Empty>
      ) : (
        <Grid scene={scene} columns={columns} rows={shown} bypasses={bypasses} />
      )}
      {pager}
    </View>
  );
}

interface GridProps {
  readonly scene: Scene;
  readonly columns: readonly number[];
  readonly rows: readonly TenantReport[];
  /** How many of the columns are bypasses; they come first. */
  readonly bypasses: number;
}

function Grid({ scene, columns, rows, bypasses }: GridProps) {
  const { environment, show } = scene;
  const [[row, column], setFocus] = useState<readonly [number, number]>([0, 0]);
  const table = useRef<HTMLTableElement>(null);
  const [activeRow, activeColumn] = [Math.min(row, rows.length - 1), Math.min(column, columns.length - 1)];
  const move = (event: KeyboardEvent) => {
    const next = moved(event.key, activeRow, activeColumn, rows.length, columns.length);
    if (!next) return;
    event.preventDefault();
    setFocus(next);
    table.current?.querySelector<HTMLElement>(`[data-at="${next.join()}"]`)?.focus();
  };
  return (
    <Scroll label="Reachability matrix">
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose cells are reached by arrow keys is a grid */}
      <table class="matrix" role="grid" aria-label="Reachability matrix" ref={table} onKeyDown={move}>
        <thead>
          <tr>
            <td />
            <th scope="colgroup" colSpan={bypasses} class="group bypass">
              Bypasses: have to be denied
            </th>
            <th scope="colgroup" colSpan={columns.length - bypasses} class="group">
              Hosts and addresses
            </th>
          </tr>
          <tr>
            <th scope="col">Tenant</th>
            {columns.map((each, at) => (
              <th
                key={each}
                scope="col"
                title={environment.destinations[each]?.note}
                class={at === bypasses ? 'first' : ''}
              >
                <Name text={environment.destinations[each]?.title ?? ''} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((tenant, y) => (
            <tr key={tenant.name}>
              <th scope="row">{tenant.name}</th>
              {columns.map((destination, x) => {
                const cell = cellAt(environment, tenant, destination);
                const reason = cell && environment.reasons[cell.reason];
                const isBypass = environment.destinations[destination]?.kind === 'bypass';
                return (
                  <td key={destination} class={x === bypasses ? 'first' : ''}>
                    {cell && reason ? (
                      <button
                        type="button"
                        class={cell.isOwn ? '' : 'other'}
                        data-at={`${y},${x}`}
                        tabIndex={y === activeRow && x === activeColumn ? 0 : -1}
                        onFocus={() => setFocus([y, x])}
                        onClick={() => show({ tenant, destination })}
                      >
                        <VerdictTag verdict={reason.verdict} isBypass={isBypass} />
                      </button>
                    ) : (
                      <span class="muted">–</span>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** A host is broken before its dots. */
function Name({ text }: { readonly text: string }) {
  return (
    <>
      {text.split(/(?=\.)/).map((part, index) => (
        <Fragment key={`${part} ${index}`}>
          {index > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </>
  );
}

/** Where a key leads to in the grid; undefined: it is not one of the grid's keys. */
function moved(key: string, row: number, column: number, rows: number, columns: number) {
  const steps: Readonly<Record<string, readonly [number, number]>> = {
    ArrowUp: [row - 1, column],
    ArrowDown: [row + 1, column],
    ArrowLeft: [row, column - 1],
    ArrowRight: [row, column + 1],
    Home: [row, 0],
    End: [row, columns - 1],
    PageUp: [0, column],
    PageDown: [rows - 1, column],
  };
  const [y, x] = steps[key] ?? [-1, -1];
  return y < 0 || x < 0 || y >= rows || x >= columns ? undefined : ([y, x] as const);
}
