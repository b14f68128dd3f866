import { parser } from '@prometheus-io/lezer-promql';

/** Functions of Prometheus and what else is spelled like a series but is none are other nodes of the tree. */
export interface Parsed {
  /** Names of the series that an expression reads, sorted. */
  readonly series: readonly string[];
  /** Whether it is PromQL at all. */
  readonly isValid: boolean;
}

export function parsePromql(expr: string): Parsed {
  const series = new Set<string>();
  let isValid = expr.trim() !== '';
  parser.parse(expr).iterate({
    enter: ({ type, name, from, to, node }) => {
      if (type.isError) isValid = false;
      if (name === 'Identifier' && node.parent?.name === 'VectorSelector') series.add(expr.slice(from, to));
    },
  });
  return { series: [...series].sort(), isValid };
}
