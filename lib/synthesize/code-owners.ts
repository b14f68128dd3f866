import { isDeepStrictEqual } from 'node:util';
import type { Model } from '../model/types';
import type { OutputFile } from '../output';
import { CODE_OWNERS, clusterPath, infraPath, overlayPath, SETTINGS } from '../vocabulary';

/**
 * Who has to review which file: the platform every one, and its owners a tenant's settings as well. The last line that
 * matches a path decides, so that each line names the platform's owners again.
 *
 * @returns no file if no environment sets owners
 */
export function codeOwners({ environments, base }: Model): OutputFile[] {
  const platform = unique(environments.flatMap(({ environment }) => environment.owners ?? []));
  if (platform.length === 0) return [];
  const line = (path: string, owners: readonly string[]) => `${path} ${unique([...owners]).join(' ')}\n`;
  const differing = environments.filter(
    ({ environment: { owners } }) => owners !== undefined && !isDeepStrictEqual([...owners], platform),
  );
  const lines = [
    line('*', platform),
    ...differing.flatMap(({ environment: { name, owners = [], source } }) =>
      [source, ...[clusterPath(name), overlayPath(name), infraPath(name)].map((folder) => `${folder}/`)].map((path) =>
        line(`/${path}`, owners),
      ),
    ),
    ...base.flatMap(({ name, source, owners }) => {
      if (!owners) return [];
      const hasSecrets = environments.some(({ tenants }) => tenants.some((one) => one.name === name && one.secrets));
      const paths = [source, ...(hasSecrets ? [`${SETTINGS.tenants}/${name}/`] : [])];
      return paths.map((path) => line(`/${path}`, [...platform, ...owners]));
    }),
  ];
  return [
    {
      path: CODE_OWNERS,
      content: lines.join(''),
      source: `${SETTINGS.environments} and ${SETTINGS.tenants}`,
      owner: {},
    },
  ];
}

function unique(owners: readonly string[]): readonly string[] {
  return [...new Set(owners)];
}
