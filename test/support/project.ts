import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Io } from '../../lib/cli/io';

/** Settings and output of their own, in a folder that is gone when the tests of the file are done. */
export class Project {
  readonly folder = fs.mkdtempSync(join(tmpdir(), 'egress-project-'));

  /** Whether commands may build upon what earlier ones found out. */
  remembers = false;

  constructor(files: Readonly<Record<string, string>>) {
    this.write(files);
    created.push(this);
  }

  write(files: Readonly<Record<string, string>>): this {
    for (const [path, text] of Object.entries(files)) {
      fs.mkdirSync(join(this.folder, path, '..'), { recursive: true });
      fs.writeFileSync(join(this.folder, path), text);
    }
    return this;
  }

  remove(path: string): this {
    fs.rmSync(join(this.folder, path), { recursive: true });
    return this;
  }

  read(path: string): string {
    return fs.readFileSync(join(this.folder, path), 'utf8');
  }

  /** Every file below a folder, by its path from the project's, sorted. */
  files(below = '.'): string[] {
    if (!fs.existsSync(join(this.folder, below))) return [];
    return fs
      .readdirSync(join(this.folder, below), { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => relative(this.folder, join(entry.parentPath, entry.name)))
      .sort();
  }

  /** A fingerprint of every name, byte and time of change below a folder. */
  fingerprint(below = '.'): string {
    const hash = createHash('sha256');
    for (const path of this.files(below)) {
      hash
        .update(`${path}\0${fs.lstatSync(join(this.folder, path)).mtimeMs}\0`)
        .update(fs.readFileSync(join(this.folder, path)));
    }
    return hash.digest('hex');
  }

  /** Runs a command of the CLI on this project, in this process. */
  async run(command: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const out: string[] = [];
    const err: string[] = [];
    const io: Io = {
      out: (text) => out.push(text),
      err: (text) => err.push(text),
      exitCode: 0,
      remembers: this.remembers,
    };
    const own = {
      '--tenants': `${this.folder}/tenants`,
      '--environments': `${this.folder}/overlays`,
      '--out': this.folder,
    };
    const folders = Object.entries(own).flatMap((option) => (args.includes(option[0]) ? [] : option));
    // Out of the modules that are loaded now, as are those that a command loads when it runs.
    const { run } = require('../../lib/cli/program') as typeof import('../../lib/cli/program');
    const code = await run([command, ...folders, ...args], io);
    const text = (lines: string[]) => lines.join('\n').replaceAll(`${this.folder}/`, '');
    return { code, out: text(out), err: text(err) };
  }
}

const written = new Map<string, Promise<Readonly<Record<string, string>>>>();

/** A project in which commands have run without an error. For the same files they run once per test file. */
export async function projectAfter(
  commands: readonly string[],
  files: Readonly<Record<string, string>>,
): Promise<Project> {
  const key = JSON.stringify([commands, files]);
  const texts = written.get(key) ?? filesAfter(commands, files);
  written.set(key, texts);
  return new Project(await texts);
}

async function filesAfter(commands: readonly string[], files: Readonly<Record<string, string>>) {
  const project = new Project(files);
  for (const command of commands) {
    const { code, err } = await project.run(command);
    if (code !== 0) throw new Error(err);
  }
  return Object.fromEntries(project.files().map((path) => [path, project.read(path)]));
}

const created: Project[] = [];
afterAll(() => {
  for (const { folder } of created.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});
