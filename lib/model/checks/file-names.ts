import { toData } from '../../settings/node';
import type { Path } from '../../settings/place';
import type { TenantDraft, WorkloadDraft } from '../draft';
import type { TenantCheck } from './_check';
import { workloadsOf } from './_containers';

/** An object that a workload makes, by the name of its file without the extension. */
interface Made {
  readonly file: string;
  readonly kind: string;
  /** How a message calls it. */
  readonly label: string;
  readonly path: Path;
}

/** `<kind>-<name>.yaml` of what only an environment has, where the patch of something that all have has to lie. */
export const checkFileNames: TenantCheck = (tenant, report) => {
  const { file, environment } = tenant;
  if (!environment || !file.tree) return;
  const base = madeBy(toData(file.tree) as TenantDraft['data']);
  const files = new Map(base.map((made) => [made.file, made]));
  const labels = new Set(base.map(({ label }) => label));
  for (const { file: name, kind, label, path } of madeBy(tenant.data)) {
    const patched = name.endsWith('-patch') ? files.get(name.slice(0, -'-patch'.length)) : undefined;
    if (!patched || files.has(name)) continue;
    // One that an environment makes of another kind is there under the same name.
    const what = labels.has(label) ? `the ${kind} ${label}` : label;
    report(
      'name-taken',
      path,
      (environments) =>
        `the file of ${what}, which is in ${environments} alone, would be that of the patch of ${patched.label}; choose another name`,
    );
  }
};

function madeBy(data: TenantDraft['data']): Made[] {
  return workloadsOf({ data }).flatMap(({ workload, path }): Made[] => {
    const { name, kind = 'Deployment', volumes = [] } = workload;
    if (name === undefined) return [];
    const own = [...path, 'name'];
    const claims = kind === 'StatefulSet' ? [] : volumes;
    return [
      { file: `${kind.toLowerCase()}-${name}`, kind, label: name, path: own },
      ...(hasService(workload, kind)
        ? [{ file: `service-${name}`, kind: 'Service', label: `the Service ${name}`, path: own }]
        : []),
      ...claims.flatMap((volume, index): Made[] => {
        if (volume.claim === undefined || volume.name === undefined) return [];
        const claim = `${name}-${volume.name}`;
        const at = [...path, 'volumes', index, 'name'];
        return [
          {
            file: `persistentvolumeclaim-${claim}`,
            kind: 'PersistentVolumeClaim',
            label: `the claim ${claim}`,
            path: at,
          },
        ];
      }),
    ];
  });
}

function hasService({ ports, sidecars = [] }: WorkloadDraft, kind: string): boolean {
  if (kind === 'Job' || kind === 'CronJob') return false;
  return kind === 'StatefulSet' || [{ ports }, ...sidecars].some((container) => (container.ports ?? []).length > 0);
}
