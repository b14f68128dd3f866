/** Milliseconds before anything is shown: a quick command shows nothing. */
const PATIENCE = 500;

/** Milliseconds between two counts. */
const EVERY = 100;

interface Terminal {
  readonly write: (text: string) => void;
  /** Columns. */
  readonly width: () => number;
  /** Milliseconds, of any beginning. */
  readonly now: () => number;
}

/** Shows what is being done in one line, which is replaced by the next one. An empty text erases it. */
export function terminalLine({ write, width, now }: Terminal): (text: string) => void {
  let since: number | undefined;
  let shown = '';
  let shownAt = 0;
  return (text) => {
    if (text === '') {
      if (shown !== '') write('\r\u001b[K');
      shown = '';
      return;
    }
    const time = now();
    since ??= time;
    if (time - since < PATIENCE || (time - shownAt < EVERY && withoutCounts(text) === withoutCounts(shown))) return;
    // A line that wraps could not be erased.
    write(`\r\u001b[K${text.slice(0, width() - 1)}`);
    shown = text;
    shownAt = time;
  };
}

function withoutCounts(text: string): string {
  return text.replace(/[\d,]+/g, '');
}
