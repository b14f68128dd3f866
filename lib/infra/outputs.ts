import { z } from 'zod';
import { EgressError } from '../errors';
import { addressFault } from '../settings/address';

/** Name of the output that `main.tf.json` has for the settings. */
export const OUTPUT = 'tenants';

const address = z.string().refine((value) => addressFault(value) === undefined, 'is not a valid IPv4 address');

const outputs = z.object({
  [OUTPUT]: z.object({
    value: z.record(z.string(), z.object({ publicAddress: z.record(z.string(), address), sources: z.array(address) })),
  }),
});

/** What Terraform knows of a tenant: the public address of each proxy, and the private ones of its nodes. */
export interface TenantOutput {
  readonly publicAddress: Readonly<Record<string, string>>;
  readonly sources: readonly string[];
}

/**
 * Reads what `tofu output -json` prints.
 *
 * @throws EgressError 2 when it is something else
 */
export function readOutputs(text: string): Readonly<Record<string, TenantOutput>> {
  const way = 'run tofu apply as docs/terraform.md describes, then tofu output -json';
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new EgressError(`the outputs are not valid JSON: ${way}`, 2);
  }
  const { success, data: read, error } = outputs.safeParse(data);
  if (success) return read[OUTPUT].value;
  const [issue] = error.issues;
  throw new EgressError(`the outputs cannot be read, ${issue?.path.join('.')}: ${issue?.message}; ${way}`, 2);
}
