import { z } from 'zod';
import { isReason, REASON } from '../lint';
import { addedLists, text, unique } from './schema';
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

/** Why `exceptions` is refused, in the settings of tenants and environments. */
export const EXCEPTIONS_REPLACED =
  'was replaced by suppress: write suppress: [{ id: …, object: Kind/name, reason: … }], with the value of rule as id, for example { id: image-floating, object: Deployment/web, reason: … }';

const reason = text({
  'suppression-without-reason': (value) =>
    isReason(value)
      ? undefined
      : `${show(value)} is not a reason (expected 10 characters or more); write in a sentence why the finding is acceptable here`,
});

/** What an entry suppresses. */
function keyOf({ id, object: of }: Readonly<Record<string, unknown>>): string {
  return `${id} ${of}`;
}

/** Findings to suppress. Whether an id exists, and can be suppressed, is checked with all settings together. */
export const suppress = unique(
  z.strictObject({
    id: id.meta({ description: 'Id of the finding, as in image-floating; docs/problems.md lists all ids' }),
    object: object
      .meta({ description: 'Kind and name of the object, as in Deployment/web; default: every object' })
      .optional(),
    reason: reason.meta({
      pattern: REASON,
      description: 'Why it is acceptable here, for reviewers; the report shows it',
    }),
  }),
  'suppression',
  keyOf,
)
  .meta({
    description:
      'Findings and warnings of npm run check to suppress, each with a reason. Entries of an override are added to those of the tenant, and replace those of the same id and object. Default: none',
  })
  .register(addedLists, { keyOf });
