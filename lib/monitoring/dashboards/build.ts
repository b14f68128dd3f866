import { createHash } from 'node:crypto';
import { ReduceDataOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  type Panel as GrafanaPanel,
  MappingType,
  RowBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as StatesBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as GraphBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Panel, Query, Row } from './panel';

/** What a dashboard is about. */
export interface Described {
  readonly environment: string;
  /** The tenant, or `platform`. */
  readonly key: string;
  readonly title: string;
  readonly description: string;
  /** How often metrics are read: no graph has finer steps. */
  readonly interval: string;
}

const TAG = 'egress';
/** Without braces, which Flux would replace where it substitutes variables. */
const SOURCE = { type: 'prometheus', uid: '$datasource' };
const WIDTH = 24;

/** The dashboard as Grafana reads it. The same panels always are the same text. */
export function toGrafana(
  { environment, key, title, description, interval }: Described,
  rows: readonly Row[],
): Dashboard {
  const links = new DashboardLinkBuilder('Egress').type(DashboardLinkType.Dashboards).tags([TAG, environment]);
  const dashboard = new DashboardBuilder(title)
    .uid(uidOf(environment, key))
    .description(description)
    .tags([TAG, environment])
    .timezone('browser')
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .refresh('1m')
    .time({ from: 'now-6h', to: 'now' })
    .link(links.asDropdown(true))
    .withVariable(new DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus'));
  for (const { title: heading, panels } of rows) {
    dashboard.withRow(new RowBuilder(heading));
    for (const panel of panels) dashboard.withPanel(toPanel(panel, panels.length, interval));
  }
  return dashboard.build();
}

/** Stays the same when a title changes, so that links to the dashboard keep working. */
function uidOf(environment: string, key: string): string {
  return `egress-${createHash('sha256').update(`${environment}/${key}`).digest('hex').slice(0, 16)}`;
}

function toPanel(panel: Panel, neighbours: number, interval: string): { build(): GrafanaPanel } {
  const { title, description, kind, unit } = panel;
  const builder = builderOf(panel, neighbours)
    .title(title)
    .description(description)
    .datasource(SOURCE)
    .interval(interval)
    .unit(unit);
  panel.queries.forEach((query, index) => {
    builder.withTarget(toQuery(query, index, kind));
  });
  return builder;
}

type Builder = StatBuilder | StatesBuilder | TableBuilder | GraphBuilder;

function builderOf(panel: Panel, neighbours: number): Builder {
  switch (panel.kind) {
    case 'number':
      return plain(new StatBuilder().reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull'])))
        .height(4)
        .span(Math.floor(WIDTH / neighbours));
    case 'states':
      return states(panel)
        .height(8)
        .span(WIDTH / 2);
    case 'table':
      return table(panel)
        .height(8)
        .span(WIDTH / 2);
    case 'graph':
      return new GraphBuilder()
        .min(0)
        .fillOpacity(10)
        .height(8)
        .span(WIDTH / 2);
  }
}

/** Numbers without colours, since what is too high is for the alerts to say. */
function plain<Some extends StatBuilder | TableBuilder>(builder: Some): Some {
  builder.thresholds(
    new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([{ value: null, color: 'text' }]),
  );
  return builder;
}

function states({ states: [zero, one] = ['0', '1'] }: Panel): StatesBuilder {
  return new StatesBuilder()
    .min(0)
    .max(1)
    .mappings([
      {
        type: MappingType.ValueToText,
        options: { '0': { text: zero, color: 'red', index: 0 }, '1': { text: one, color: 'green', index: 1 } },
      },
    ]);
}

/** One row per set of labels, with the labels that count as columns. A table has one query. */
function table({ queries, columns = {} }: Panel): TableBuilder {
  const labels = Object.keys(columns);
  const [value = ''] = queries.map(({ legend }) => legend);
  const order = Object.fromEntries([...labels, 'Value'].map((name, index) => [name, index]));
  return plain(new TableBuilder())
    .decimals(0)
    .withTransformation({
      id: 'filterFieldsByName',
      options: { include: { pattern: `^(${[...labels, 'Value'].join('|')})$` } },
    })
    .withTransformation({
      id: 'organize',
      options: { indexByName: order, renameByName: { ...columns, Value: value } },
    });
}

function toQuery({ expr, legend }: Query, index: number, kind: Panel['kind']): DataqueryBuilder {
  const query = new DataqueryBuilder()
    .refId(String.fromCharCode(65 + index))
    .expr(expr)
    .datasource(SOURCE);
  if (kind === 'table') return query.instant().format(PromQueryFormat.Table);
  return kind === 'number' ? query.instant().legendFormat(legend) : query.range().legendFormat(legend);
}
