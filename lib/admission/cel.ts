import { Environment, EvaluationError } from '@marcbachmann/cel-js';
import { list as asList, map as asMap } from '../data';
import { PLATFORM_ACCOUNT } from '../vocabulary';

/** What a policy asks about the rights of an account. */
class Authorizer {}

/** As the API server has it: fields that may be missing, lists of any values. */
const cel = new Environment({
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
  enableOptionalTypes: true,
})
  .registerType('Authorizer', Authorizer)
  .registerVariable('authorizer', 'Authorizer')
  .registerFunction(
    'string.find(string): string',
    (text: string, pattern: string) => new RegExp(pattern).exec(text)?.[0] ?? '',
  )
  // The account that applies a tenant's objects is neither the platform nor a component of the cluster.
  .registerFunction('Authorizer.allowed(): bool', () => false);
for (const step of ['group', 'resource', 'subresource', 'check'])
  cel.registerFunction(`Authorizer.${step}(string): Authorizer`, (authorizer: Authorizer) => authorizer);

/** A ValidatingAdmissionPolicy, as far as it is evaluated. */
export interface Policy {
  readonly metadata: { readonly name: string };
  readonly spec?: unknown;
}

/** An object that is created in a tenant's namespace. */
interface Creation {
  readonly object: { readonly kind: string; readonly metadata: { readonly name: string } };
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** Of the kind, in the plural. */
  readonly resource: string;
  /** The tenant's namespace, as it is rendered. */
  readonly namespace: { readonly metadata: { readonly name: string } };
  /** Name of the account that creates it. */
  readonly account: string;
}

/** A message of the API server, and the policy that it is from. */
interface Refusal {
  readonly policy: string;
  readonly message: string;
}

const AUTHORIZER = new Authorizer();

/** A policy cannot be evaluated over an object: its fields do not have the types that its kind has. */
export class Unevaluated extends Error {}

/**
 * What a policy has against the creation of an object, in the words in which the API server says it. Policies that are
 * judged once for each object of a kind of parameters are left out: their objects are in the cluster.
 *
 * @throws Unevaluated for an object over which an expression cannot be evaluated: the API server refuses it (failurePolicy)
 */
export function refusals({ metadata, spec }: Policy, creation: Creation): Refusal[] {
  const { matchConstraints, paramKind, matchConditions, variables, validations } = asMap(spec);
  if (paramKind !== undefined || !isMatched(asMap(matchConstraints), creation)) return [];
  const { object, group, version, resource, namespace, account } = creation;
  const values: Record<string, unknown> = {};
  const context = {
    object: celValue(applied(object)),
    oldObject: null,
    namespaceObject: celValue(namespace),
    authorizer: AUTHORIZER,
    variables: values,
    request: {
      operation: 'CREATE',
      name: object.metadata.name,
      namespace: namespace.metadata.name,
      kind: { group, version, kind: object.kind },
      resource: { group, version, resource },
      userInfo: { username: account, groups: ['system:serviceaccounts', 'system:authenticated'] },
    },
  };
  const evaluate = (expression: unknown) => {
    try {
      return cel.evaluate(String(expression), context);
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      throw new Unevaluated(`ValidatingAdmissionPolicy '${metadata.name}' cannot be evaluated: ${firstLine(error)}`);
    }
  };
  if (!asList(matchConditions).every((condition) => evaluate(asMap(condition).expression) === true)) return [];
  for (const { name, expression } of asList(variables).map(asMap)) values[String(name)] = evaluate(expression);
  return asList(validations)
    .map(asMap)
    .filter(({ expression }) => evaluate(expression) !== true)
    .map(({ messageExpression }) => ({ policy: metadata.name, message: String(evaluate(messageExpression)) }));
}

/** Without the expression, which the library shows below its message. */
function firstLine({ message }: Error): string {
  return message.split('\n')[0] ?? '';
}

function isMatched({ resourceRules }: ReturnType<typeof asMap>, { group, version, resource }: Creation): boolean {
  const has = (values: unknown, wanted: string) =>
    asList(values).some((value) => value === '*' || value === '*/*' || value === wanted);
  return asList(resourceRules)
    .map(asMap)
    .some(
      ({ apiGroups, apiVersions, resources, operations, scope }) =>
        has(apiGroups, group) &&
        has(apiVersions, version) &&
        has(resources, resource) &&
        has(operations, 'CREATE') &&
        scope !== 'Cluster',
    );
}

/** With what server-side apply records about who has set which field. */
function applied(object: Creation['object']): unknown {
  const { apiVersion: _, kind: __, metadata: ___, ...fields } = asMap(object);
  const managed = {
    manager: PLATFORM_ACCOUNT,
    operation: 'Apply',
    fieldsType: 'FieldsV1',
    fieldsV1: fieldsOf(fields),
  };
  return { ...object, metadata: { ...object.metadata, managedFields: [managed] } };
}

function fieldsOf(data: unknown): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(asMap(data)).map(([key, value]) => [`f:${key}`, fieldsOf(value)]));
}

/** JSON as CEL reads it: whole numbers are integers. */
function celValue(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(celValue);
  if (typeof data === 'number' && Number.isInteger(data)) return BigInt(data);
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, celValue(value)]));
}
