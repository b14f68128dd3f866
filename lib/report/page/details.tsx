import { useEffect, useRef } from 'preact/hooks';
import { fillIn, marksOf } from '../marks';
import type { Reason, TenantReport } from '../types';
import { Facts, Tag, VerdictTag } from './parts';
import type { Scene, Shown } from './scene';
import { cellAt } from './search';

interface DetailsProps {
  readonly shown: Shown | undefined;
  readonly scene: Scene;
  readonly close: () => void;
}

export function Details({ shown, scene, close }: DetailsProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (shown && !dialog.current?.open) dialog.current?.showModal();
  }, [shown]);
  if (!shown) return null;
  const { tenant, destination } = shown;
  const at = destination === undefined ? undefined : scene.environment.destinations[destination];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself
    <dialog
      ref={dialog}
      aria-labelledby="details"
      onClose={close}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      <div class="sheet">
        <header>
          <h2 id="details">{at ? `${tenant.name} → ${at.title}` : tenant.name}</h2>
          <form method="dialog">
            <button type="submit">Close</button>
          </form>
        </header>
        {destination === undefined ? (
          <OfTenant scene={scene} tenant={tenant} />
        ) : (
          <OfCell scene={scene} tenant={tenant} destination={destination} />
        )}
      </div>
    </dialog>
  );
}

function OfTenant({ scene, tenant }: { readonly scene: Scene; readonly tenant: TenantReport }) {
  const { destinations, reasons } = scene.environment;
  return (
    <>
      <Facts facts={[['Settings', tenant.source], ['Asks', tenant.podProxy], ...tenant.facts]} />
      <h3>Reaches</h3>
      <ul class="cells">
        {tenant.cells.map(([destination, index]) => {
          const at = destinations[destination];
          const reason = reasons[index];
          return at && reason ? (
            <li key={destination}>
              <button type="button" onClick={() => scene.show({ tenant, destination })}>
                {at.title}
              </button>
              <VerdictTag verdict={reason.verdict} isBypass={at.kind === 'bypass'} />
            </li>
          ) : null;
        })}
      </ul>
    </>
  );
}

interface OfCellProps {
  readonly scene: Scene;
  readonly tenant: TenantReport;
  readonly destination: number;
}

function OfCell({ scene: { environment }, tenant, destination }: OfCellProps) {
  const at = environment.destinations[destination];
  const cell = cellAt(environment, tenant, destination);
  const stored = cell && environment.reasons[cell.reason];
  if (!at || !cell || !stored) return null;
  const reason = fillIn(stored, marksOf(tenant));
  return (
    <>
      <p class="verdict">
        <VerdictTag verdict={reason.verdict} isBypass={at.kind === 'bypass'} /> <code>{reason.target}</code>
      </p>
      <p class="muted">
        {cell.isOwn
          ? at.note
          : `The settings of ${tenant.name} do not name it, so it is decided as any other public host.`}
      </p>
      <p>{sentence(reason)}</p>
      {reason.ways.map((way) => (
        <section key={way.by} class="way">
          <h3>
            {way.by} <VerdictTag verdict={way.verdict} />
          </h3>
          <ol>
            {way.hops.map((hop) => (
              <li key={`${hop.name} ${hop.text}`} class={hop.verdict}>
                <b>{hop.name}</b>
                <Tag tone={hop.verdict}>{hop.verdict === 'allowed' ? 'passes' : hop.verdict}</Tag>
                <span>{hop.text}</span>
                {hop.places.map((place) => (
                  <code key={place}>{place}</code>
                ))}
                {hop.change !== undefined && (
                  <span class="change">
                    <b>To allow it:</b> {hop.change}
                  </span>
                )}
              </li>
            ))}
          </ol>
        </section>
      ))}
    </>
  );
}

function sentence({ sentence: text }: Reason): string {
  return `${(text[0] ?? '').toUpperCase()}${text.slice(1)}.`;
}
