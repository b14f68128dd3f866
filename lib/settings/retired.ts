import { z } from 'zod';
import { label, tenantName } from './names';
import { text, unique } from './schema';
import { show } from './text';
import { zone } from './zone';

/** Returns an error message for what is not a day of the calendar, or undefined. */
function dateFault(value: string): string | undefined {
  const expected = '(expected year-month-day, for example 2027-03-31)';
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return `${show(value)} is not a valid date ${expected}`;
  const date = new Date(`${value}T00:00:00Z`);
  // 2027-02-30 would become a day in March.
  const isDay = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
  return isDay ? undefined : `${show(value)} is not a day of the calendar ${expected}`;
}

const entry = z.strictObject({
  tenant: tenantName.meta({ description: 'Name of the tenant that had the address' }),
  proxy: label.meta({ description: 'Name of the proxy that had the address' }),
  zone: zone
    .meta({ description: 'Zone of the address, if the proxy had one. Default: the zone of the environment' })
    .optional(),
  keepUntil: text({ 'date-invalid': dateFault }).meta({
    description:
      'Last day on which partners may still use the address, for example 2027-03-31. The address is not released automatically',
  }),
});

export const retired = unique(entry, 'proxy', ({ tenant, proxy }) => `${tenant} ${proxy}`).meta({
  description: 'Public addresses that Terraform keeps although their proxy was removed. Default: none',
});
