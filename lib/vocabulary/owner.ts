import { BASE, CLUSTERS, INFRA, MONITORING, OVERLAYS, type Part, PLATFORM, RUNBOOKS, SETTINGS } from './layout';

/** Whose an output file is. */
export interface Owner {
  /** Undefined: it is not in a folder of one environment. */
  readonly environment?: string;
  /** Undefined: it is the platform's. */
  readonly tenant?: string;
  /** Which of a tenant's two folders it is in. Undefined: neither. */
  readonly part?: Part;
}

/**
 * The owner of a file that has no `owner` field: one on disk, or in a git revision. For a file that synth renders, the
 * result is what its `owner` says.
 *
 * @param path from the root of the output
 * @param source the settings file that the header line names. Without it a file in `clusters/` or `dist/monitoring/` has no tenant
 */
export function ownerOf(path: string, source?: string): Owner {
  const root = [BASE, OVERLAYS, INFRA, MONITORING, RUNBOOKS, CLUSTERS].find((each) => path.startsWith(`${each}/`));
  if (root === undefined) return {};
  // The last step is the file itself.
  const folders = path
    .slice(root.length + 1)
    .split('/')
    .slice(0, -1);
  const [environment] = root === BASE ? [] : folders.splice(0, 1);
  const [name, next] = root === CLUSTERS || root === MONITORING ? [tenantOfSource(source)] : folders;
  const part = root === INFRA || root === RUNBOOKS ? undefined : next;
  return {
    ...(environment === undefined ? {} : { environment }),
    ...(name === undefined || name === PLATFORM ? {} : { tenant: name }),
    ...(part === 'guardrails' || part === 'workloads' ? { part } : {}),
  };
}

function tenantOfSource(source = ''): string | undefined {
  const [folder, file, ...rest] = source.split('/');
  return folder === SETTINGS.tenants && rest.length === 0 ? file?.replace(/\.yaml$/, '') : undefined;
}
