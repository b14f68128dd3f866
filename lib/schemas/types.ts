/** JSON Schema, as far as the committed files go: structure without prose. */
export interface Schema {
  readonly [keyword: string]: unknown;
}

/** One committed file: some kinds, and what their schemas are made of. */
export interface SchemaFile {
  /** Where it comes from, and that it is generated. */
  readonly '//': string;
  /** Project → version. */
  readonly from: Readonly<Record<string, string>>;
  /** By `apiVersion kind`. */
  readonly kinds: Readonly<Record<string, KindSchema>>;
  readonly definitions: Readonly<Record<string, Schema>>;
}

export interface KindSchema {
  readonly scope: 'Namespaced' | 'Cluster';
  /** Name of its definition in the same file. */
  readonly definition: string;
  /** Fields that an object must have in addition to those that the definition requires. */
  readonly required: readonly string[];
}

/** Something that an object has and the cluster would refuse. */
export interface SchemaProblem {
  /** `apps/v1 Deployment client-a-demo/curl-demo`; empty when there is no object at all. */
  readonly object: string;
  /** For example `spec.template.spec.containers[0].image`; empty for the whole object. */
  readonly path: string;
  readonly message: string;
}
