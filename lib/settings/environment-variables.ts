import { z } from 'zod';
import { CONFIG_KEYS, NO_PROXY_VARIABLES, PROXY_VARIABLES } from '../vocabulary';
import { objectName } from './names';
import { objectKey } from './object-key';
import { issue, refusedKeys, replacedWhole, text, verbatim } from './schema';
import { show } from './text';

/** What the synthesizer sets in every container of a tenant: the proxy variables, and the keys of the config map. */
export const RESERVED_VARIABLES: readonly string[] = [
  ...PROXY_VARIABLES,
  ...NO_PROXY_VARIABLES,
  ...Object.values(CONFIG_KEYS),
];

/** What it sets besides where a container names its runtime. */
export const RUNTIME_VARIABLES = { java: 'JAVA_TOOL_OPTIONS', node: 'NODE_USE_ENV_PROXY' } as const;

/** Some programs prefer these to the proxy variables that are set, or use them where those do not apply. */
const OTHER_PROXIES = ['ALL_PROXY', 'FTP_PROXY'];

const name = text({
  'variable-reserved': (value) => {
    if (RESERVED_VARIABLES.includes(value)) return `${value} is set for every container of a tenant; leave it out`;
    return OTHER_PROXIES.includes(value.toUpperCase())
      ? `${value} could name another proxy; HTTP_PROXY and HTTPS_PROXY are set for every container of a tenant, so leave it out`
      : undefined;
  },
  'variable-name-invalid': (value) =>
    /^[A-Za-z_][A-Za-z0-9_.-]*$/.test(value) && value.length <= 253
      ? undefined
      : `${show(value)} is not a valid name of an environment variable (expected, for example, LOG_LEVEL)`,
});

const sources = {
  configMap: objectName.meta({ description: 'Name of a ConfigMap in the namespace' }).optional(),
  secret: objectName.meta({ description: 'Name of a Secret in the namespace' }).optional(),
};

function exactlyOne({ configMap, secret }: { configMap?: unknown; secret?: unknown }, context: z.RefinementCtx): void {
  if ((configMap === undefined) === (secret === undefined))
    context.addIssue(issue('variable-source', 'must have exactly one of configMap and secret'));
}

const reference = z
  .strictObject({
    ...sources,
    key: objectKey.meta({ description: 'Key of the ConfigMap or Secret' }),
  })
  .superRefine(exactlyOne)
  .meta({ id: 'VariableReference', description: 'The value of a key: exactly one of configMap and secret, with key' });

refusedKeys.add(reference, {
  valueFrom: 'is how Kubernetes writes it; write { secret: NAME, key: KEY } or { configMap: NAME, key: KEY }',
});

const value = z
  .union([verbatim, z.number(), z.boolean(), reference])
  .transform((value) => (typeof value === 'object' ? value : String(value)));
replacedWhole.add(value, { isReplacedWhole: true });

export const environmentVariables = z
  .record(name, value)
  .meta({
    description:
      'Environment variables by name: a value, or the key of a ConfigMap or Secret. The proxy variables are always set and cannot be changed',
  })
  .default({});

export const environmentFrom = z
  .array(
    z
      .strictObject(sources)
      .superRefine(exactlyOne)
      .meta({ id: 'VariableSource', description: 'Exactly one of configMap and secret' }),
  )
  .meta({
    description:
      'ConfigMaps and Secrets whose keys become environment variables, the later before the earlier, and env before all. Default: none',
  })
  .optional();
