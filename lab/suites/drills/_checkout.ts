import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { scriptCommand } from '../../process/script';
import { testOptions } from '../../runner/options';
import { FOLDERS } from './_settings';
import environment from './overlays/production';

const MAIN = resolve(__dirname, '../../../lib/cli/main.ts');

/** The commands that the runbooks call, and what the world itself needs. */
const COMMANDS = ['synth', 'schema', 'check', 'live', 'vm:status', 'vm:apply', 'outputs:apply'];

/** Writes a repository as users have it: settings, and scripts for the commands. */
export async function writeCheckout(folder: string): Promise<void> {
  mkdirSync(join(folder, 'overlays'), { recursive: true });
  cpSync(FOLDERS.tenants, join(folder, 'tenants'), { recursive: true });
  const { cluster, ...rest } = environment;
  const settings = { ...rest, cluster: { ...cluster, cni: testOptions().cni } };
  writeFileSync(join(folder, 'overlays/production.ts'), `export default ${JSON.stringify(settings, null, 2)};\n`);
  writeFileSync(join(folder, '.gitignore'), '.terraform/\nnode_modules/\n');
  const scripts = Object.fromEntries(COMMANDS.map((name) => [name, scriptCommand(MAIN, name).join(' ')]));
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ private: true, scripts }, null, 2)}\n`);
}
