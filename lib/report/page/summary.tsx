import { count, counted } from './parts';
import type { Scene } from './scene';
import { openBypasses } from './search';

/** The answer at first sight: whether anything gets past the proxies, and how much there is. */
export function Summary({ scene: { environment, data } }: { readonly scene: Scene }) {
  const { tenants, findings, controls, destinations } = environment;
  const open = openBypasses(environment);
  const bypasses = destinations.filter(({ kind }) => kind === 'bypass').length;
  const proxies = tenants.flatMap((tenant) => tenant.proxies);
  const addresses = new Set(proxies.flatMap(({ publicAddress }) => publicAddress ?? []));
  const active = findings.filter(({ suppressed }) => suppressed === undefined);
  const errors = active.filter(({ severity }) => severity === 'error').length;
  const on = controls.filter(({ state }) => state === 'on').length;
  const unset = proxies.filter(({ publicAddress, isPlaceholder }) => publicAddress === undefined || isPlaceholder);
  const anyHost = tenants.filter(({ allow, logsOnly }) => allow === undefined || logsOnly).length;
  return (
    <section class="summary" aria-label="Summary">
      <div class={`answer ${open === 0 ? 'good' : 'bad'}`}>
        <strong>
          {open === 0 ? 'No bypass is open' : `${counted(open, 'bypass is', 'bypasses are')} open or undecided`}
        </strong>
        <span>
          {counted(tenants.length, 'tenant')} × {counted(bypasses, 'bypass', 'bypasses')}, decided from the rendered
          files
        </span>
      </div>
      <dl>
        <Tile
          label="Tenants"
          value={count(tenants.length)}
          note={anyHost === 0 ? 'all with an allow list' : `${count(anyHost)} may reach any host`}
        />
        <Tile
          label="Public addresses"
          value={count(addresses.size)}
          note={unset.length === 0 ? 'all set' : `${count(unset.length)} not set yet`}
        />
        <Tile
          label="Controls on"
          value={`${on}/${data.controls.length}`}
          note={`against ${data.threats.length} threats`}
        />
        <Tile
          label="Findings"
          value={count(active.length)}
          note={errors === 0 ? 'no error' : counted(errors, 'error')}
          tone={errors === 0 ? '' : 'bad'}
        />
      </dl>
    </section>
  );
}

interface TileProps {
  readonly label: string;
  readonly value: string;
  readonly note: string;
  readonly tone?: string;
}

function Tile({ label, value, note, tone = '' }: TileProps) {
  return (
    <div class={`tile ${tone}`}>
      <dt>{label}</dt>
      <dd>
        <b>{value}</b> <span>{note}</span>
      </dd>
    </div>
  );
}
