import { PLATFORM_ACCOUNT } from '../../vocabulary';
import { type Located, readDocuments } from '../documents';
import { addedArgument, anyArgument } from './arguments';
import { REPLICAS, RESOURCES } from './deployment';
import { CONTROLLERS, FLUX_SYSTEM } from './metadata';
import { exactly, listOf, type Mismatch, map, matching, type Shape } from './shape';

const ALLOWED = 'patches may only change arguments, resources and replicas of Flux’s controllers';

const TEXT = matching(/^[\x20-\x7e]+$/, PLATFORM_ACCOUNT);
const TARGET = map(
  { kind: exactly('Deployment') },
  {
    group: exactly('apps'),
    version: exactly('v1'),
    name: TEXT,
    namespace: TEXT,
    labelSelector: TEXT,
    annotationSelector: TEXT,
  },
);

/** What a strategic merge patch may say; a list of arguments in it takes the place of the other. */
const MERGE = (name: Shape) =>
  map(
    {
      apiVersion: exactly('apps/v1'),
      kind: exactly('Deployment'),
      metadata: map({ name }, { namespace: exactly(FLUX_SYSTEM) }),
    },
    {
      spec: map(
        {},
        {
          replicas: REPLICAS,
          template: map({
            spec: map({
              containers: listOf(
                map({ name: exactly('manager') }, { args: listOf(anyArgument), resources: RESOURCES }),
              ),
            }),
          }),
        },
      ),
    },
  );

const CONTAINER = '/spec/template/spec/containers/0';

/** Something wrong in a patch's text, with its place there. */
interface PatchFault {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/**
 * Whether a patch only names the account of the Kustomization of bootstrap, as docs/flux.md asks for under
 * `flux.lockdown`.
 */
export function namesThePlatformsAccount(target: unknown, text: unknown): boolean {
  const isBootstraps = map({ kind: exactly('Kustomization'), name: exactly(FLUX_SYSTEM) });
  if (isBootstraps(target, []).length > 0 || typeof text !== 'string') return false;
  const account = map({
    op: exactly('add', 'replace'),
    path: exactly('/spec/serviceAccountName'),
    value: exactly(PLATFORM_ACCOUNT),
  });
  const operations = operationsOf(text);
  return operations?.length === 1 && operations.every(({ object }) => account(object, []).length === 0);
}

/** What is wrong with what a patch is for. */
export function targetFaults(target: unknown): readonly Mismatch[] {
  return TARGET(target, []);
}

/** What is wrong with the text of a patch: JSON 6902 operations, or strategic merge patches. */
export function patchFaults(text: string, hasTarget: boolean): readonly PatchFault[] {
  const operations = operationsOf(text);
  if (operations) return operations.flatMap(({ object, at }) => place(operationFaults(object), at));
  const { objects, faults } = readDocuments(text);
  const name = hasTarget ? TEXT : exactly(...CONTROLLERS);
  return [...faults, ...objects.flatMap(({ object, at }) => place(MERGE(name)(object, []), at))];
}

function place(mismatches: readonly Mismatch[], at: Located['at']): PatchFault[] {
  return mismatches.map(({ path, message }) => ({
    ...at(path),
    message: `${[path.join('.'), message].filter(Boolean).join(' ')}; ${ALLOWED}`,
  }));
}

/** Undefined: not a list of operations. */
function operationsOf(text: string): readonly Located[] | undefined {
  if (!/^\s*(#[^\n]*\n\s*|---[^\n]*\n\s*)*[-[]/.test(text)) return undefined;
  // The reader takes objects: the list becomes the items of one.
  const indented = text.replace(/^---[^\n]*$/gm, '').replace(/^/gm, ' ');
  const { objects, faults } = readDocuments(`kind: List\nitems:\n${indented}`);
  const back = ({ line, column }: { line: number; column: number }) => ({
    line: Math.max(line - 2, 1),
    column: Math.max(column - 1, 1),
  });
  if (faults.length > 0 || objects.some(({ object }) => object.items !== undefined)) return undefined;
  return objects.map(({ object, at }) => ({ object, at: (path) => back(at(path)) }));
}

function operationFaults(operation: Readonly<Record<string, unknown>>): readonly Mismatch[] {
  const { op, path, value, ...rest } = operation;
  const odd = Object.keys(rest)[0];
  if (odd !== undefined) return [{ path: [odd], message: 'is not part of such an operation' }];
  if (op !== 'add' && op !== 'replace')
    return [{ path: ['op'], message: `is ${JSON.stringify(op)} (expected add or replace)` }];
  const to = String(path);
  if (to === '/spec/replicas') return REPLICAS(value, ['value']);
  if (to === `${CONTAINER}/args`) return listOf(anyArgument)(value, ['value']);
  if (new RegExp(`^${CONTAINER}/args/(-|\\d+)$`).test(to)) return addedArgument(value, ['value']);
  const inner =
    to === `${CONTAINER}/resources`
      ? []
      : to.startsWith(`${CONTAINER}/resources/`)
        ? to.slice(CONTAINER.length + 11).split('/')
        : undefined;
  if (!inner) return [{ path: ['path'], message: `is ${JSON.stringify(path)}` }];
  const whole = inner.reduceRight<unknown>((content, key) => ({ [key]: content }), value);
  return RESOURCES(whole, ['value']).map(({ message }) => ({ path: ['value'], message }));
}
