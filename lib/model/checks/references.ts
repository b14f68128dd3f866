import type { Path } from '../../settings/place';
import { ambiguousReference, type IsKnown, knownBefore, knownIn, knownInProbe, referencesIn } from '../kubelet-text';
import type { Report, TenantCheck } from './_check';
import { type ContainerAt, containersOf, workloadsOf } from './_containers';

/** Texts that the kubelet would expand into something unpredictable. */
export const checkReferences: TenantCheck = (tenant, report) => {
  for (const { workload, path } of workloadsOf(tenant)) {
    for (const container of containersOf(workload, path)) checkContainer(container, report);
  }
};

function checkContainer({ data, path }: ContainerAt, report: Report): void {
  const known = knownIn(data);
  for (const [name, value] of Object.entries(data.env ?? {})) {
    checkText(value, [...path, 'env', name], knownBefore(name, data), report);
  }
  for (const key of ['command', 'args'] as const) {
    for (const [index, word] of (data[key] ?? []).entries()) checkText(word, [...path, key, index], known, report);
  }
  for (const [key, probe] of Object.entries(data.probes ?? {})) {
    for (const [index, word] of (probe?.command ?? []).entries()) {
      const at = [...path, 'probes', key, 'command', index];
      checkText(word, at, known, report);
      const lost = referencesIn(word).find((name) => known(name) && !knownInProbe(data)(name));
      if (lost === undefined) continue;
      report(
        'reference-in-probe',
        at,
        `$(${lost}) is not replaced by its value here: in probes Kubernetes knows only the container’s own variables, without a $ in their value; use sh -c and $${lost}`,
      );
    }
  }
}

function checkText(text: unknown, path: Path, isKnown: IsKnown, report: Report): void {
  const name = typeof text === 'string' ? ambiguousReference(text, isKnown) : undefined;
  if (name === undefined) return;
  report(
    'reference-ambiguous',
    path,
    `$$(${name}) is ambiguous: Kubernetes reads it as the text $(${name}), a reader as a dollar and the value of ${name}; set a variable DOLLAR to "$", and write $(DOLLAR)(${name}) for the text, or $(DOLLAR)$(${name}) for the value`,
  );
}
