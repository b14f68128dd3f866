import { posix } from 'node:path';
import { DIST, infraPath } from '../../vocabulary';
import type { EnvironmentCheck } from './_check';

/** Where Terraform keeps state: not among what is committed. */
export const checkTerraform: EnvironmentCheck = ({ data, name, wasWrong }, report) => {
  const { terraform, infrastructure } = data;
  if (infrastructure === undefined) {
    if (terraform !== undefined)
      report(
        'terraform-unused',
        ['terraform'],
        `has no effect: without infrastructure nothing is rendered for Terraform in ${name}`,
      );
    return;
  }
  const folder = infraPath(name);
  const backend = terraform?.backend as Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined;
  if (backend === undefined) {
    if (!wasWrong(['terraform', 'backend']))
      report(
        'terraform-state-unset',
        ['terraform', 'backend'],
        `is not set, so Terraform would keep state in ${folder}, which is committed; set for example { s3: { bucket, key, region } }`,
      );
    return;
  }
  if (backend.local === undefined) return;
  for (const key of ['path', 'workspace_dir']) {
    const value = backend.local[key] ?? (key === 'path' ? 'terraform.tfstate' : undefined);
    if (typeof value !== 'string' || !isBelow(DIST, posix.join(folder, value)) || posix.isAbsolute(value)) continue;
    report(
      'terraform-state-committed',
      ['terraform', 'backend', 'local', key],
      `${posix.join(folder, value)} is inside ${DIST}/, which is committed; name a place outside, for example ../../../.terraform/${name}.tfstate`,
    );
  }
};

function isBelow(folder: string, path: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
