/** A panel with queries, as Grafana reads it. */
interface ReadPanel {
  readonly title: string;
  readonly description: string;
  /** Its queries, with what Grafana puts in place of its variables. */
  readonly exprs: readonly string[];
}

interface Dashboard {
  readonly panels: readonly {
    readonly type: string;
    readonly title: string;
    readonly description?: string;
    readonly targets?: readonly { readonly expr: string }[];
  }[];
}

/**
 * The panels of a dashboard, out of its JSON.
 *
 * @param window the time over which rates are taken
 */
export function panelsOf(text: string, window = '5m'): readonly ReadPanel[] {
  const { panels } = JSON.parse(text) as Dashboard;
  return panels
    .filter(({ type }) => type !== 'row')
    .map(({ title, description = '', targets = [] }) => ({
      title,
      description,
      exprs: targets.map(({ expr }) => expr.replaceAll('$__rate_interval', window)),
    }));
}
