import type { Place } from '../lint';

export type { Place } from '../lint';

/** A word of a directive, and where it stands. */
export interface Token extends Place {
  /** Without its quotes. */
  readonly text: string;
  /**
   * `list`: the text names a file of values, where the directive takes such (`"file"`, or `parameters("file")` with
   * configuration_includes_quoted_values on); `quoted`: a literal that was quoted.
   */
  readonly kind: 'word' | 'quoted' | 'list';
}

/** By file, line and column: the order in which findings are printed. */
export function byPlace(a: Place, b: Place): number {
  return (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column;
}
