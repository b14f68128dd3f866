import type { Problem } from '../lint';
import type { Memory } from '../memory';
import type { EnvironmentFile } from '../settings/environments';
import { toData } from '../settings/node';
import type { RecallTenant, TenantFile } from '../settings/tenants';
import type { EnvironmentDrafts, TenantDraft } from './draft';
import type { Findings } from './findings';
import type { KnownSettings, NotedFinding } from './known';
import { RecalledFile } from './recalled';
import type { Model } from './types';

/** Finds tenants' files that are as in an earlier run with the same environments. */
export function recallFrom(memory: Memory, environments: readonly EnvironmentFile[]): RecallTenant {
  const merged = JSON.stringify(
    environments.map(({ file, source, stem, tree }) => [file, source, stem, tree && toData(tree)]),
  );
  return (unparsed) => {
    const { stem, file, source, bytes, secrets } = unparsed;
    const parts = secrets.flatMap((secret) => [secret.file, secret.environment ?? '', secret.text]);
    const known = memory.recall(stem, [merged, file, source, bytes, ...parts]);
    return known && new RecalledFile(unparsed, known as KnownSettings);
  };
}

/** Notes what checks find about tenants by themselves, of those that a later run may recall. */
export class Notes {
  private readonly refused: Set<string>;
  private readonly found = new Map<TenantFile, NotedFinding[]>();

  /** @param read problems of files by themselves: only their parsing tells them */
  constructor(
    private readonly memory: Memory,
    read: readonly Problem[],
  ) {
    this.refused = new Set(read.map(({ file }) => file));
  }

  /** A later run has to judge this file again. */
  refuse({ file }: TenantFile): void {
    this.refused.add(file);
  }

  /** Findings to which the checks of one draft add. */
  findings({ file }: TenantDraft, findings: Findings): Findings {
    return findings.noting(({ origin, ...finding }) => {
      if (origin.file.file !== file.file) this.refuse(file);
      const noted = { ...finding, path: origin.path, place: origin.file.locate(origin.path) };
      this.found.set(file, [...(this.found.get(file) ?? []), noted]);
    });
  }

  keep(bases: readonly TenantDraft[], drafts: readonly EnvironmentDrafts[], model: Model): void {
    const tenants = byName(model.base);
    const places = drafts.map(({ environment, tenants: there }) => ({
      name: environment.name,
      drafts: byName(there),
      tenants: byName(model.environments.find((one) => one.environment.name === environment.name)?.tenants ?? []),
    }));
    for (const { name, file, data } of bases) {
      const tenant = tenants.get(name);
      if (file instanceof RecalledFile || this.refused.has(file.file) || !tenant) continue;
      const there = places.flatMap((place) => {
        const [draft, resolved] = [place.drafts.get(name), place.tenants.get(name)];
        return draft && resolved ? [{ at: place.name, data: draft.data, resolved }] : [];
      });
      this.memory.noteSettings(name, {
        data,
        dataIn: new Map(there.map((one) => [one.at, one.data])),
        tenant,
        tenantIn: new Map(there.map((one) => [one.at, one.resolved])),
        findings: this.found.get(file) ?? [],
      } satisfies KnownSettings);
    }
  }
}

function byName<Item extends { readonly name: string }>(items: readonly Item[]): ReadonlyMap<string, Item> {
  return new Map(items.map((item) => [item.name, item]));
}
