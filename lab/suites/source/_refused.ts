import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { loadModel } from '../../../lib';
import { EgressError } from '../../../lib/errors';
import { development, named } from '../scenarios/_settings';

/** Ids of what is said of settings with this source, or with this repository of a tenant; warnings are among them. */
export function problemsOf({ source, repository }: { source?: object; repository?: object }): string[] {
  const settings = development();
  if (source) Object.assign(settings.environment.flux.source, source);
  if (repository) Object.assign(named(settings, 'client-a'), { repository });
  const folder = mkdtempSync(join(tmpdir(), 'egress-source-'));
  try {
    const folders = { tenants: join(folder, 'tenants'), environments: join(folder, 'overlays') };
    for (const path of Object.values(folders)) mkdirSync(path);
    for (const tenant of settings.tenants) {
      writeFileSync(join(folders.tenants, `${tenant.name}.yaml`), stringify(tenant));
    }
    const text = `export default ${JSON.stringify(settings.environment)};\n`;
    writeFileSync(join(folders.environments, 'development.ts'), text);
    return loadModel(folders).warnings.map(({ id }) => id);
  } catch (error) {
    if (!(error instanceof EgressError)) throw error;
    return error.problems.map(({ id }) => id);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
