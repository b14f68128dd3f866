/** Prints definitions of the admission policies for `cdk8s import`, from the API server's OpenAPI: see imports/README.md. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';

const GROUP = 'admissionregistration.k8s.io';
const KINDS = [
  { version: 'v1', kind: 'ValidatingAdmissionPolicy' },
  { version: 'v1', kind: 'ValidatingAdmissionPolicyBinding' },
  { version: 'v1beta1', kind: 'MutatingAdmissionPolicy' },
  { version: 'v1beta1', kind: 'MutatingAdmissionPolicyBinding' },
];

type Schema = Readonly<Record<string, unknown>>;

/** Returns the schemas of a version by name, such as `io.k8s.api.admissionregistration.v1.ParamKind`. */
function schemasOf(source: string, version: string): Readonly<Record<string, Schema>> {
  const path = join(source, `api/openapi-spec/v3/apis__${GROUP}__${version}_openapi.json`);
  return JSON.parse(readFileSync(path, 'utf8')).components.schemas;
}

/** Replaces each reference by what it refers to, and drops extensions: a definition has neither. */
function resolved(schema: unknown, schemas: Readonly<Record<string, Schema>>): unknown {
  if (Array.isArray(schema)) return schema.map((item) => resolved(item, schemas));
  if (typeof schema !== 'object' || schema === null) return schema;
  const { $ref, allOf, ...rest } = schema as { $ref?: string; allOf?: readonly Schema[] };
  if ($ref !== undefined) return resolved(schemas[$ref.split('/').pop() ?? ''], schemas);
  const { default: _, ...described } = rest as Schema;
  const own = Object.entries(allOf ? described : rest).filter(([key]) => !key.startsWith('x-'));
  const inherited = (resolved(allOf?.[0], schemas) ?? {}) as Schema;
  return { ...inherited, ...Object.fromEntries(own.map(([key, value]) => [key, resolved(value, schemas)])) };
}

const source = process.env.KUBERNETES_SOURCE;
if (!source) {
  process.stderr.write('KUBERNETES_SOURCE must be the folder of the module k8s.io/kubernetes; see imports/README.md\n');
  process.exit(2);
}
for (const { version, kind } of KINDS) {
  const schemas = schemasOf(source, version);
  const object = resolved(schemas[`io.k8s.api.admissionregistration.${version}.${kind}`], schemas) as {
    description: string;
    properties: { spec: Schema };
  };
  const openAPIV3Schema = {
    type: 'object',
    description: object.description,
    required: ['spec'],
    properties: { spec: object.properties.spec },
  };
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${kind.toLowerCase()}.${GROUP}` },
    spec: {
      group: GROUP,
      scope: 'Cluster',
      names: { kind, plural: kind.toLowerCase() },
      versions: [{ name: version, served: true, storage: true, schema: { openAPIV3Schema } }],
    },
  };
  process.stdout.write(`---\n${stringify(definition, { aliasDuplicateObjects: false })}`);
}
