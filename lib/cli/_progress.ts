import type { Io } from './io';

/** Is called with how many are done, and how many there are. */
type Count = (done: number, all: number) => void;

/** What may show what is being done. */
export type Shows = Pick<Io, 'progress'>;

/** Runs something that takes long with many tenants. Meanwhile a terminal shows what is being done. */
export function during<T>(io: Shows, what: string, run: () => T): T {
  io.progress?.(what);
  try {
    return run();
  } finally {
    io.progress?.('');
  }
}

/** The same of what is counted: "Rendering 412 of 1,000 tenants". Undefined counts nothing, where nothing is shown. */
export function counting<T>(io: Shows, doing: string, what: string, run: (count: Count | undefined) => T): T {
  const { progress } = io;
  return during(io, `${doing} ${what}`, () =>
    run(progress && ((done, all) => progress(`${doing} ${outOf(done, all)} ${what}`))),
  );
}

/** "412 of 1,000" */
export function outOf(done: number, all: number): string {
  return `${done.toLocaleString('en-US')} of ${all.toLocaleString('en-US')}`;
}
