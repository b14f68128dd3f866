import { z } from 'zod';
import { isReason } from '../lint';
import { text, unique } from './schema';
import { show } from './text';

const id = text({
  'suppression-unknown-id': (value) =>
    /^[a-z][a-z0-9-]*$/.test(value)
      ? undefined
      : `${show(value)} is not an id (expected, for example, image-floating; docs/problems.md lists all ids)`,
});

const object = text({
  'object-invalid': (value) =>
    /^[A-Z][A-Za-z]*(\/[a-z0-9][a-z0-9.-]*){1,2}$/.test(value)
      ? undefined
      : `${show(value)} is not a kind and name (expected, for example, Deployment/web)`,
});

const reason = text({
  'suppression-without-reason': (value) =>
    isReason(value)
      ? undefined
      : `${show(value)} is not a reason (expected 10 characters or more); write in a sentence why the finding is acceptable here`,
});

/** Findings to suppress. Whether an id exists, and can be suppressed, is checked with all settings together. */
export const suppress = unique(
  z.strictObject({
    id: id.meta({ description: 'Id of the finding, as in image-floating; docs/problems.md lists all ids' }),
    object: object
      .meta({ description: 'Kind and name of the object, as in Deployment/web; default: every object' })
      .optional(),
    reason: reason.meta({ description: 'Why it is acceptable here, for reviewers; the report shows it' }),
  }),
  'suppression',
  (entry) => `${entry.id} ${entry.object}`,
).meta({ description: 'Findings and warnings of npm run check to suppress, each with a reason; default: none' });
