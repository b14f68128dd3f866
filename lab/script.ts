import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The command that runs a TypeScript file of this folder, with the Node.js that runs this. */
export function scriptCommand(file: string, ...args: readonly string[]): string[] {
  const loader = createRequire(__filename).resolve('tsx');
  return [process.execPath, '--import', `file://${loader}`, join(__dirname, file), ...args];
}
