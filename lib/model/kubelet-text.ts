import { RESERVED_VARIABLES, RUNTIME_VARIABLES } from '../settings/environment-variables';

/** Whether the kubelet knows a variable of this name where a text stands. */
export type IsKnown = (name: string) => boolean;

/** Variables that the kubelet adds to every container, without being asked. */
const OF_THE_KUBELET: readonly string[] = [
  'KUBERNETES_SERVICE_HOST',
  'KUBERNETES_SERVICE_PORT',
  'KUBERNETES_SERVICE_PORT_HTTPS',
  'KUBERNETES_PORT',
  ...['', '_PROTO', '_PORT', '_ADDR'].map((end) => `KUBERNETES_PORT_443_TCP${end}`),
];

/** What the kubelet reads in a text: `$(NAME)`, or a single dollar. */
const TOKEN = /\$(?:\(([^)]*)\))?/g;

interface ContainerVariables {
  readonly env?: Readonly<Record<string, unknown>>;
  readonly runtime?: keyof typeof RUNTIME_VARIABLES;
}

/** Variables that a value of `env` may refer to: what the platform sets, and what stands before it. */
export function knownBefore(name: string, { env = {}, runtime }: ContainerVariables): IsKnown {
  const names = Object.keys(env);
  return among([...platformVariables(runtime), ...names.slice(0, names.indexOf(name))]);
}

/** Variables that the command and the arguments of a container may refer to. */
export function knownIn({ env = {}, runtime }: ContainerVariables): IsKnown {
  return among([...platformVariables(runtime), ...Object.keys(env)]);
}

/**
 * Variables that the kubelet replaces in the command of a probe: those of the container alone, and by the text that the
 * manifest has for them. A text with a dollar in it is then not what the process gets.
 */
export function knownInProbe({ env = {} }: ContainerVariables): IsKnown {
  const plain = Object.entries(env).filter(([, value]) => typeof value !== 'object' && !String(value).includes('$'));
  return among(plain.map(([name]) => name));
}

function platformVariables(runtime: ContainerVariables['runtime']): readonly string[] {
  return [...OF_THE_KUBELET, ...RESERVED_VARIABLES, ...(runtime ? [RUNTIME_VARIABLES[runtime]] : [])];
}

function among(names: readonly string[]): IsKnown {
  const known = new Set(names);
  return (name) => known.has(name);
}

/** Names in `$(NAME)`, in the order of the text. */
export function referencesIn(text: string): string[] {
  return [...text.matchAll(TOKEN)].flatMap(([, name]) => name ?? []);
}

/**
 * The variable of a known reference with a dollar right before it; undefined: there is none. `$$(NAME)` may be the escape
 * of Kubernetes for the text `$(NAME)`, a dollar before the value, or what a shell makes of it.
 */
export function ambiguousReference(text: string, isKnown: IsKnown): string | undefined {
  const found = [...text.matchAll(TOKEN)].find(
    ({ 1: name, index }) => name !== undefined && isKnown(name) && text[index - 1] === '$',
  );
  return found?.[1];
}

/**
 * The text that the kubelet turns into `text`, with the values of known variables for `$(NAME)`. The kubelet makes one
 * dollar of two; where it would, every dollar that begins no reference is doubled.
 */
export function forKubelet(text: string, isKnown: IsKnown): string {
  const isRead = [...text.matchAll(TOKEN)].some(({ 1: name, index }) => name === undefined && text[index + 1] === '$');
  if (!isRead) return text;
  return text.replace(TOKEN, (token: string, name?: string) =>
    name !== undefined && isKnown(name) ? token : token.replaceAll('$', '$$$$'),
  );
}
