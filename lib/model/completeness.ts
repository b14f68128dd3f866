import { z } from 'zod';
import { namedEntry } from '../settings/override';
import { formatPath, type Path } from '../settings/place';
import { tenant } from '../settings/tenant';
import { enumerate } from '../settings/text';

/** What an entry has to say, by the name of the list that it is in. */
const ENTRIES = collect(tenant, {});

/** What a new entry of a list by name is missing, as `address is missing`; undefined: nothing. */
export function missingOf(list: string, entry: unknown): string | undefined {
  const result = ENTRIES[list]?.safeParse(entry, { reportInput: true });
  const issues = result?.error?.issues.filter((issue) => issue.input === undefined) ?? [];
  if (issues.length === 0) return undefined;
  const missing = issues.map(({ path }) => formatPath(path as Path));
  return `${enumerate(missing)} ${missing.length > 1 ? 'are' : 'is'} missing`;
}

function collect(schema: z.ZodType, found: Record<string, z.ZodObject>): Record<string, z.ZodObject> {
  if (schema instanceof z.ZodOptional) return collect(schema.unwrap() as z.ZodType, found);
  if (!(schema instanceof z.ZodObject)) return found;
  for (const [key, value] of Object.entries(schema.shape) as [string, z.ZodType][]) {
    const entry = namedEntry(value);
    if (entry) found[key] ??= entry;
    collect(entry ?? value, found);
  }
  return found;
}
