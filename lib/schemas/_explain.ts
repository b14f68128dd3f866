import type { ErrorObject } from 'ajv';

/** `/spec/containers/0/image` is `spec.containers[0].image`; a key that is not an identifier is in quotes. */
function jsonPath(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'))
    .reduce(joinPath, '');
}

export function joinPath(path: string, key: string): string {
  if (/^\d+$/.test(key)) return `${path}[${key}]`;
  if (!/^[A-Za-z_][\w-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path ? `${path}.${key}` : key;
}

/** Returns the place and what is wrong with it, or undefined if another error of the same object describes it better. */
export function explain(error: ErrorObject): { readonly path: string; readonly message: string } | undefined {
  const path = jsonPath(error.instancePath);
  const { keyword, params, data } = error;
  switch (keyword) {
    case 'additionalProperties':
      return { path: joinPath(path, params.additionalProperty), message: 'there is no such field' };
    case 'required':
      return { path: joinPath(path, params.missingProperty), message: 'is missing' };
    case 'type':
      return { path, message: `is ${typeOf(data)}, not ${[params.type].flat().join(' or ')}` };
    case 'enum':
      return { path, message: `is ${JSON.stringify(data)}, not one of ${params.allowedValues.join(', ')}` };
    case 'pattern':
      return { path, message: `${JSON.stringify(data)} does not match ${params.pattern}` };
    case 'format':
      return { path, message: `${JSON.stringify(data)} is not a valid ${params.format}` };
    case 'anyOf':
      return undefined;
    default:
      return { path, message: `${JSON.stringify(data)} ${error.message}` };
  }
}

function typeOf(data: unknown): string {
  if (data === null) return 'null';
  return Array.isArray(data) ? 'array' : typeof data;
}
