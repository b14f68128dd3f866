import { hasMarkers, lineOfMarker } from '../merge-markers';
import type { Place } from './place';

/** What to say about a settings file in which git left a merge conflict; undefined: it has none. */
export function conflictIn(text: string): { readonly message: string; readonly place: Place } | undefined {
  if (!hasMarkers(text)) return undefined;
  return {
    message: 'has merge conflicts; resolve them (git status lists all files), then run git add',
    place: { line: lineOfMarker(text) ?? 1, column: 1 },
  };
}
