import { clusterPath, infraPath } from '../../vocabulary';
import type { EnvironmentCheck } from './_check';

/** What an environment lists under `extra` lies in its own folders. */
export const checkExtra: EnvironmentCheck = ({ name, data: { extra = [] } }, report) => {
  const folders = [clusterPath(name), infraPath(name)].map((folder) => `${folder}/`);
  for (const [index, path] of extra.entries()) {
    if (path === undefined || folders.some((folder) => path.startsWith(folder))) continue;
    report(
      'extra-invalid',
      ['extra', index],
      `${path} is not in a folder of ${name} (expected a file below ${folders.join(' or ')}); list it in the environment whose file it is`,
    );
  }
};
