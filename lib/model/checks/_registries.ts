import type { EnvironmentDraft, TenantDraft } from '../draft';

/** Whether an entry of the registries was wrong: without it, the list would refuse what it was meant to allow. */
export function hadWrongRegistries(draft: TenantDraft | EnvironmentDraft | undefined): boolean {
  return (
    draft !== undefined &&
    (draft.wasWrong(['registries']) || draft.tree.entries.get('registries')?.pruned !== undefined)
  );
}
