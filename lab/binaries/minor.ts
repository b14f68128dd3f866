import { execFile } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { EgressError } from '../../lib/errors';
import type { KubernetesMinor } from '../../lib/versions';
import { ASSETS_VARIABLE } from './find';
import { KUBERNETES_COMMANDS } from './versions';

const run = promisify(execFile);

/**
 * Checks binaries that someone else has built: they must be of the minor that the lab is to run. Our own have the version
 * in the name of their folder.
 *
 * @param assets the folder that the environment names. Default: none
 * @throws EgressError (2) that names each binary of another minor
 */
export async function requireMinor(
  minor: KubernetesMinor,
  paths: Readonly<Record<string, string>>,
  assets: string | undefined,
): Promise<void> {
  if (!assets) return;
  const given = KUBERNETES_COMMANDS.flatMap((name) => {
    const path = paths[name];
    return path !== undefined && dirname(resolve(path)) === resolve(assets) ? [path] : [];
  });
  const wrong: string[] = [];
  for (const path of given) {
    const version = await versionOf(path);
    if (!version.startsWith(`v${minor}.`)) wrong.push(`${path} is ${version || 'of an unknown version'}`);
  }
  if (wrong.length === 0) return;
  throw new EgressError(
    `${wrong.join('\n')}\nThe lab is to run Kubernetes ${minor}: put its binaries into ${ASSETS_VARIABLE}, or leave that variable out`,
    2,
  );
}

/** `v1.35.4`; empty if it does not say. */
async function versionOf(path: string): Promise<string> {
  const args = path.endsWith('/kubectl') ? ['version', '--client'] : ['--version'];
  const output = await run(path, args).catch(() => ({ stdout: '' }));
  return /v\d+\.\d+\.\d+\S*/.exec(output.stdout)?.[0] ?? '';
}
