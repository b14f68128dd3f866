/** The folders that a synth fills, in the order in which it writes them: what Flux points at before what points there. */
export const SYNTH_ROOTS = ['dist', 'clusters'] as const;

/** The folder of the `schema` command. */
export const SCHEMA_ROOTS = ['schemas'] as const;
