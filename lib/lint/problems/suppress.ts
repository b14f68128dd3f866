import type { Problems } from '../entry';

/** Suppressions themselves. */
export const SUPPRESS = {
  'suppression-unused': {
    severity: 'warning',
    title: 'A suppression does not suppress anything',
    why: 'It would hide a finding that appears later.',
    fix: 'Remove it.',
  },
  'suppression-unknown-id': {
    title: 'A suppression has an id that does not exist',
    why: 'It has no effect. The message names the nearest known id.',
    fix: 'Correct the id.',
  },
  'suppression-not-allowed': {
    title: 'A suppression is for something that cannot be suppressed',
    why: 'Isolation, or a working cluster, depends on it.',
    fix: 'Remove the suppression, and correct what was found.',
  },
  'object-invalid': {
    title: 'The object of a suppression is not a kind and name, or the finding is not about an object',
    why: 'A suppression for one object names its kind and its name. Findings about other settings than those of a workload have no object.',
    fix: 'Write for example Deployment/web, or remove the key if the finding has no object.',
  },
  'suppression-without-reason': {
    title: 'A suppression has no reason',
    why: 'Reviewers need to know why it is acceptable.',
    fix: 'Write the reason in a sentence.',
  },
} as const satisfies Problems;
