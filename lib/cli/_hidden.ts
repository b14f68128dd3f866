/** The summary of a command that other programs run, and that the help does not list. */
export const HIDDEN = 'internal';
