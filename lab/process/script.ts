import { createRequire } from 'node:module';

/** Returns the command that runs a TypeScript file, given by its absolute path, with the Node.js that runs this. */
export function scriptCommand(file: string, ...args: readonly string[]): string[] {
  const loader = createRequire(__filename).resolve('tsx');
  return [process.execPath, '--import', `file://${loader}`, file, ...args];
}
