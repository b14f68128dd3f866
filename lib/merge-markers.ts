/** Whether git left a conflict in the text. */
export function hasMarkers(text: string): boolean {
  return lineOfMarker(text) !== undefined && /^>{7}(?: |$)/m.test(text);
}

/** The line, from 1, at which the first conflict begins; undefined: there is none. */
export function lineOfMarker(text: string): number | undefined {
  const at = text.search(/^<{7}(?: |$)/m);
  return at < 0 ? undefined : text.slice(0, at).split('\n').length;
}
