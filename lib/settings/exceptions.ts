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

const reason = text((value) =>
  value.trim().length < 10 ? `${show(value)} gives no reason: say in a sentence why it is fine here` : undefined,
);

const object = text((value) =>
  /^[A-Z][A-Za-z]+ [a-z0-9][a-z0-9.-]*$/.test(value)
    ? undefined
    : `${show(value)} is no kind and name such as Deployment web`,
);

export const exceptions = z
  .array(
    z.strictObject({
      rule: rule.meta({ description: 'Id of the rule to suppress' }),
      object: object
        .meta({
          description: 'Kind and name of the object, for example Deployment web. Default: all objects of the tenant',
        })
        .optional(),
      reason: reason.meta({ description: 'Why the finding is acceptable here; reviewers and the report see it' }),
    }),
  )
  .meta({ description: 'Findings of npm run check to suppress for this tenant. Default: none' });
