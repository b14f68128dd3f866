import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { EgressError } from '../../lib/errors';
import { type OutputFile, SYNTH_ROOTS, writeOutput } from '../../lib/output';
import { ownerOf } from '../../lib/vocabulary';

/** A folder for the test, removed after it. */
export function temporaryFolder(): string {
  const folder = fs.mkdtempSync(join(tmpdir(), 'output-'));
  afterEachOnce(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const cleanups: (() => void)[] = [];
function afterEachOnce(cleanup: () => void): void {
  cleanups.push(cleanup);
}
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

export function file(path: string, content = 'a: 1\n', source = 'tenants/client-a.yaml'): OutputFile {
  return { path, content, source, owner: ownerOf(path, source) };
}

export function write(outDir: string, files: readonly OutputFile[], options: { force?: boolean } = {}) {
  return writeOutput(outDir, files, { roots: SYNTH_ROOTS, ...options });
}

export function put(folder: string, path: string, text: string): void {
  fs.mkdirSync(dirname(join(folder, path)), { recursive: true });
  fs.writeFileSync(join(folder, path), text);
}

/** Every entry below a folder with what it holds: text, link target, or `folder` for an empty one. */
export function tree(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  const walk = (path: string) => {
    const entries = fs.readdirSync(join(folder, path), { withFileTypes: true });
    if (entries.length === 0 && path) found[path] = 'folder';
    for (const entry of entries) {
      const child = path ? `${path}/${entry.name}` : entry.name;
      if (entry.isDirectory()) walk(child);
      else if (entry.isSymbolicLink()) found[child] = `-> ${fs.readlinkSync(join(folder, child))}`;
      else found[child] = fs.readFileSync(join(folder, child), 'utf8');
    }
  };
  walk('');
  return found;
}

/** Makes the lock of a killed run, if there is one, as old as it becomes while the next run waits. */
export function expireLock(folder: string): void {
  const lock = join(folder, '.synth.lock');
  if (fs.existsSync(lock)) fs.utimesSync(lock, 0, 0);
}

export function refusal(run: () => unknown): EgressError {
  try {
    run();
  } catch (error) {
    if (error instanceof EgressError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** Runs a TypeScript file of this folder in a process of its own. */
export function start(script: string, ...args: string[]): ChildProcess {
  const command = ['--require', require.resolve('tsx/cjs'), join(__dirname, script), ...args];
  return spawn(process.execPath, command, { stdio: ['pipe', 'pipe', 'inherit'] });
}
