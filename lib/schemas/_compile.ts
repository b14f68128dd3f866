import type Ajv from 'ajv';
import type { ErrorObject, ValidateFunction } from 'ajv';
import type { KubernetesMinor } from '../versions';
import { FILE_NAMES, findKind, schemaFile } from './_files';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const DATE_TIME = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

interface Compiled {
  readonly ajv: Ajv;
  readonly kinds: Map<string, ValidateFunction>;
}

const compiled = new Map<KubernetesMinor, Compiled>();

/** What is wrong with the structure of an object of a kind that `findKind` knows. */
export function structureErrors(type: string, object: unknown, minor: KubernetesMinor): readonly ErrorObject[] {
  const { ajv, kinds } = compiled.get(minor) ?? { ajv: load(minor), kinds: new Map<string, ValidateFunction>() };
  compiled.set(minor, { ajv, kinds });
  let validate = kinds.get(type);
  if (!validate) {
    const found = findKind(type, minor);
    if (!found) throw new Error(`No schema for ${type}`);
    const { definition, required } = found.kind;
    validate = ajv.compile({ $ref: `${found.file}.json#/definitions/${definition}`, required });
    kinds.set(type, validate);
  }
  return validate(object) ? [] : [...(validate.errors ?? [])];
}

/** Loaded when it is first needed: most commands never validate. */
function load(minor: KubernetesMinor): Ajv {
  const { default: Validator } = require('ajv') as typeof import('ajv');
  const within = (limit: number) => ({ type: 'number' as const, validate: (n: number) => n >= -limit && n < limit });
  const validator = new Validator({
    allErrors: true,
    strict: false,
    meta: false,
    validateSchema: false,
    inlineRefs: false,
    code: { optimize: false },
    verbose: true,
  });
  validator.addFormat('int32', within(2 ** 31));
  validator.addFormat('int64', within(2 ** 63));
  validator.addFormat('byte', BASE64);
  validator.addFormat('date-time', DATE_TIME);
  for (const name of FILE_NAMES)
    validator.addSchema({ $id: `${name}.json`, definitions: schemaFile(name, minor).definitions });
  return validator;
}
