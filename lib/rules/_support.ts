import { EgressError } from '../errors';
import { readSelector, selects } from '../network-policy';
import type { Context, PodContainer, Rendered, TenantPod } from './_rendered';
import type { Example, Found, Step } from './rule';

/** An example, without the indentation that it has in the source. */
export function yaml(text: TemplateStringsArray | string): Example {
  const lines = rawText(text).replace(/^\n/, '').split('\n');
  const indent = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  return {
    yaml: `${lines
      .map((line) => line.slice(indent))
      .join('\n')
      .trimEnd()}\n`,
  };
}

/** The text of a template, or one that is put together. */
export function rawText(text: TemplateStringsArray | string): string {
  return typeof text === 'string' ? text : String(text.raw[0]);
}

/** The same, where Terraform makes the machines. */
export function withMachines(example: Example): Example {
  return { ...example, machines: true };
}

/** The same, where tenants have gateways. */
export function withGateways(example: Example): Example {
  return { ...example, gateways: true };
}

/** The same, where tenants have probes. */
export function withProbe(example: Example): Example {
  return { ...example, probe: true };
}

/** The same, where tenants have stores of External Secrets. */
export function withStores(example: Example): Example {
  return { ...example, externalSecrets: true };
}

/** The same, where Kustomizations read artifacts. */
export function withArtifacts(example: Example): Example {
  return { ...example, artifacts: true };
}

export function found(on: Rendered, path: readonly Step[], message: string): Found {
  return { on, path, message };
}

/** What runs for tenants: their own pods, and those of their gateways. */
export function everyPod({ pods, gatewayPods }: Context): { readonly pods: readonly TenantPod[] } {
  return { pods: [...pods, ...gatewayPods] };
}

/** What a check has against pods, each at a place below the pod's spec. */
export function inPods(
  { pods }: Pick<Context, 'pods'>,
  check: (pod: TenantPod) => readonly (readonly [path: readonly Step[], message: string])[],
): Found[] {
  return pods.flatMap((pod) => check(pod).map(([path, message]) => found(pod.of, [...pod.path, ...path], message)));
}

/** What a check has against containers of any sort, each at a place below the container. */
export function inContainers(
  { pods }: Pick<Context, 'pods'>,
  check: (container: PodContainer, pod: TenantPod) => readonly (readonly [path: readonly Step[], message: string])[],
): Found[] {
  return pods.flatMap((pod) =>
    pod.containers.flatMap((container) =>
      check(container, pod).map(([path, message]) =>
        found(pod.of, [...container.path, ...path], `container ${container.name}: ${message}`),
      ),
    ),
  );
}

/** `a, b and 3 more`: a message is one line. */
export function some(parts: readonly string[], most = 4): string {
  const shown = parts.slice(0, most).join(', ');
  return parts.length > most ? `${shown} and ${parts.length - most} more` : shown;
}

export function sameMap(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

export function sameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((each, i) => each === b[i]);
}

export function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

/** Whether labels meet a selector as it is written. One that the API server refuses selects nothing. */
export function isSelected(selector: unknown, labels: Readonly<Record<string, string>>): boolean {
  try {
    return selects(readSelector(selector), labels);
  } catch (error) {
    if (!(error instanceof EgressError)) throw error;
    return false;
  }
}
