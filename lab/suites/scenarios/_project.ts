import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { loadModel, type Model, SYNTH_ROOTS, synthesize, writeOutput } from '../../../lib';
import { mutate } from '../../mutants/apply';
import type { Settings } from './_settings';

/** A repository in a temporary folder, with what is synthesized from settings: never the working copy. */
export class Project {
  private readonly folder = mkdtempSync(join(tmpdir(), 'egress-scenarios-'));
  private writes = 0;

  constructor() {
    mkdirSync(this.output);
  }

  /** Folder above `dist/` and `clusters/`. */
  get output(): string {
    return join(this.folder, 'repository');
  }

  /** Synthesizes settings as a user does, from files; a mutant, if there is one, has its hand in what is written. */
  synth(settings: Settings): Model {
    return this.write(this.load(settings));
  }

  /** The same for what a loader has resolved. */
  write(model: Model): Model {
    writeOutput(this.output, mutate(synthesize(model)), { roots: SYNTH_ROOTS });
    return model;
  }

  load({ environment, tenants, files = {} }: Settings): Model {
    // A folder of its own each time: a module that was loaded before would be taken as it was.
    this.writes += 1;
    const folder = join(this.folder, `settings-${this.writes}`);
    const folders = { tenants: join(folder, 'tenants'), environments: join(folder, 'overlays') };
    for (const path of Object.values(folders)) mkdirSync(path, { recursive: true });
    for (const tenant of tenants) writeFileSync(join(folders.tenants, `${tenant.name}.yaml`), stringify(tenant));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folders.tenants, path)), { recursive: true });
      writeFileSync(join(folders.tenants, path), text);
    }
    const text = `export default ${JSON.stringify(environment)};\n`;
    writeFileSync(join(folders.environments, `${environment.name}.ts`), text);
    return loadModel(folders).model;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
