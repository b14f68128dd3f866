import { z } from 'zod';
import { CONFIG_KEYS, NO_PROXY_VARIABLES, PROXY_VARIABLES } from '../vocabulary';
import { text, verbatim } from './schema';
import { show } from './text';

/** What the synthesizer sets in every container of a tenant: the proxy variables, and the keys of the config map. */
export const RESERVED_VARIABLES: readonly string[] = [
  ...PROXY_VARIABLES,
  ...NO_PROXY_VARIABLES,
  ...Object.values(CONFIG_KEYS),
];

/** What it sets besides where a container names its runtime. */
export const RUNTIME_VARIABLES = { java: 'JAVA_TOOL_OPTIONS', node: 'NODE_USE_ENV_PROXY' } as const;

const name = text({
  'variable-reserved': (value) =>
    RESERVED_VARIABLES.includes(value) ? `${value} is set for every container of a tenant; leave it out` : undefined,
  'variable-name-invalid': (value) =>
    /^[A-Za-z_][A-Za-z0-9_.-]*$/.test(value) && value.length <= 253
      ? undefined
      : `${show(value)} is not a valid name of an environment variable (expected, for example, LOG_LEVEL)`,
});

const value = z.union([verbatim, z.number(), z.boolean()]).transform(String);

export const environmentVariables = z
  .record(name, value)
  .meta({ description: 'Environment variables by name. The proxy variables are always set and cannot be changed' })
  .default({});
