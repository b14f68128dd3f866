import type { Environment, Tenant } from '../../model/types';
import type { Monitoring } from '../alert';

/** A query of Prometheus, and how its series are called in the legend or its column in a table. */
export interface Query {
  readonly expr: string;
  /** With labels in double braces. In a table: the name of the column with the values. */
  readonly legend: string;
}

export interface Panel {
  readonly title: string;
  /** One or two sentences for people who did not make the dashboard. */
  readonly description: string;
  /**
   * `number`: one large number, `graph`: values over time, `states`: 0 and 1 over time, `table`: the values of now, one row
   * per set of labels.
   */
  readonly kind: 'number' | 'graph' | 'states' | 'table';
  /** A unit of Grafana, for example `reqps`. */
  readonly unit: string;
  readonly queries: readonly Query[];
  /** What 0 and 1 mean. Only of `states`. */
  readonly states?: readonly [zero: string, one: string];
  /** Labels that become columns, with their titles, in their order. Only of `table`. */
  readonly columns?: Readonly<Record<string, string>>;
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** What the panels of a dashboard are about: an environment, or one tenant in it. */
export interface Subject {
  /** The selector of its series, for example `environment="development", tenant="client-a"`. */
  readonly own: string;
  /** The label that tells its parts apart. */
  readonly each: 'tenant' | 'proxy';
  readonly environment: Environment;
  readonly monitoring: Monitoring;
  /** The tenant that it is about; undefined: all of the environment, also those that are added later. */
  readonly tenant?: Tenant;
}

export type Rows = (subject: Subject) => readonly Row[];

/** The window of rates: Grafana fits it to the time that is shown, and Prometheus has at least four values in it. */
export const RATE = '[$__rate_interval]';

/** Whether a panel has a subject. The environment's dashboard has all panels, so that a new tenant does not change it. */
export function applies({ tenant }: Subject, has: (tenant: Tenant) => boolean): boolean {
  return tenant === undefined || has(tenant);
}
