import { z } from 'zod';
import { text } from './_schema';
import { didYouMean } from './nearest';
import { enumerate, show } from './text';

/** Rules of lib/rules that let themselves be excepted; all others are what isolation or the cluster's health is made of. */
export const EXCEPTABLE_RULES = [
  'image-floating',
  'probes-missing',
  'reference-unresolved',
  'root-filesystem-writable',
  'selector-hashed',
  'service-selects-nothing',
] as const;

const rule = z.enum(EXCEPTABLE_RULES, {
  error: ({ input }) =>
    typeof input === 'string'
      ? `${show(input)} is no rule that can be excepted; there are ${enumerate(EXCEPTABLE_RULES)}${didYouMean(input, EXCEPTABLE_RULES)}`
      : undefined,
});

const reason = text({
  'suppression-without-reason': (value) =>
    value.trim().length < 10 ? `${show(value)} gives no reason: say in a sentence why it is fine here` : undefined,
});

const object = text({
  'object-invalid': (value) =>
    /^[A-Z][A-Za-z]+ [a-z0-9][a-z0-9.-]*$/.test(value)
      ? undefined
      : `${show(value)} is no kind and name such as Deployment web`,
});

export const exceptions = z
  .array(
    z.strictObject({
      rule: rule.meta({ description: 'Rule that npm run check found something by' }),
      object: object
        .meta({ description: 'Kind and name, as in Deployment web; default: whatever the rule finds' })
        .optional(),
      reason: reason.meta({ description: 'Why it is fine here, for reviewers; the report shows it' }),
    }),
  )
  .meta({ description: 'What npm run check may find and still be content with; default: nothing' });
