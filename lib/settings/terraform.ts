import { z } from 'zod';
import { issue, text } from './schema';
import type { TerraformArguments, TerraformValue } from './terraform-value';
import { show } from './text';

/** Names of arguments that hold a secret, in lower case and without separators. */
const SECRETS =
  /secret|passw|passphrase|credential|authorization|cookie|connstr|(access|encryption|customer|client|private|api|account|sas)key|token$|pem$/;
/** Arguments that match the above and name a place, not a secret. */
const PLACES = /(_files?|_path|_url|_uri|_endpoint|_ttl|_id|_name)$|^kms_/;

const ENVIRONMENT_VARIABLES =
  'what is rendered is committed: set it in the environment of the command, for example AWS_SECRET_ACCESS_KEY or SCW_SECRET_KEY';

/** Returns an error message for text that Terraform would evaluate, or that contains a password; or undefined. */
function textFault(value: string): string | undefined {
  if (/[$%]\{/.test(value)) return `${show(value)} contains an expression of Terraform; write the value itself`;
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value)) return `${show(value)} contains a line break or control character`;
  if (/:\/\/[^/\s@]*:[^/\s@]*@/.test(value)) return `contains a password; ${ENVIRONMENT_VARIABLES}`;
  return undefined;
}

function isSecret(name: string, value: unknown): boolean {
  if (typeof value === 'boolean' || PLACES.test(name)) return false;
  return SECRETS.test(name.toLowerCase().replace(/[^a-z]/g, ''));
}

const value: z.ZodType<TerraformValue, TerraformValue> = z
  .lazy(() => z.union([text({ 'terraform-setting': textFault }), z.number(), z.boolean(), z.array(value), block]))
  .meta({ id: 'TerraformValue', description: 'A value of an argument' });

const block: z.ZodType<TerraformArguments, TerraformArguments> = z
  .record(z.string(), value)
  .superRefine((members, context) => {
    for (const [name, member] of Object.entries(members)) {
      const fault = isSecret(name, member)
        ? `contains a secret; ${ENVIRONMENT_VARIABLES}`
        : /^[A-Za-z][A-Za-z0-9_.-]*$/.test(name)
          ? undefined
          : `${show(name)} is not a valid name of an argument (expected, for example, bucket)`;
      if (fault) context.addIssue(issue('terraform-setting', fault, [name]));
    }
  });

const backend = block.superRefine((types, context) => {
  const names = Object.keys(types);
  if (names.length !== 1)
    context.addIssue(
      issue(
        'terraform-setting',
        `has ${names.length} entries; expected exactly one, the type of the backend, for example s3`,
      ),
    );
  for (const name of names) {
    const settings = types[name];
    if (typeof settings !== 'object' || Array.isArray(settings))
      context.addIssue(issue('terraform-setting', `must be a map of keys, the settings of ${name}`, [name]));
  }
});

const provider = block.superRefine((members, context) => {
  for (const name of ['alias', 'version', 'for_each']) {
    if (name in members)
      context.addIssue(
        issue('terraform-setting', 'cannot be set: every resource uses this one provider; remove it', [name]),
      );
  }
});

export const terraformSettings = z
  .strictObject({
    backend: backend
      .meta({
        description: 'Where Terraform stores its state: one backend type with its settings, for example { s3: { … } }',
      })
      .optional(),
    provider: provider
      .meta({
        description: 'Settings of the Scaleway provider, for example { project_id: … }, without keys or other secrets',
      })
      .optional(),
  })
  .meta({
    description:
      'Backend and provider of Terraform. Default: state in the current folder, provider configured by environment variables',
  });
