/** A value of a chart. */
export type ChartValue = string | number | boolean | readonly ChartValue[] | ChartValues;

/** Values of a chart by their keys. */
export interface ChartValues {
  readonly [key: string]: ChartValue;
}
