const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What a user's signals ask for. */
export interface Interruption {
  /** Nothing further begins. */
  readonly stop: AbortSignal;
  /** What has begun is ended, too. */
  readonly end: AbortSignal;
}

/**
 * Runs something that ends in good order at the first signal (Ctrl-C), and at the second one at once. A third one ends the
 * process.
 *
 * @param warn gets what the user should know after the first one
 */
export async function interruptible<T>(warn: () => void, run: (interruption: Interruption) => Promise<T>): Promise<T> {
  const [stop, end] = [new AbortController(), new AbortController()];
  const off = () => {
    for (const signal of SIGNALS) process.off(signal, interrupt);
  };
  const interrupt = () => {
    if (stop.signal.aborted) {
      off();
      end.abort();
      return;
    }
    stop.abort();
    warn();
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  try {
    return await run({ stop: stop.signal, end: end.signal });
  } finally {
    off();
  }
}
