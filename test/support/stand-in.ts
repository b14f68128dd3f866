import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** A folder with programs of our own, whose `bin` is first in PATH until it is down. */
export class StandIn {
  readonly folder: string;
  private readonly path = process.env.PATH;

  /** @param variable of the environment, by which the programs find the folder */
  constructor(name: string, variable: string) {
    this.folder = fs.mkdtempSync(join(tmpdir(), `egress-${name}-`));
    process.env.PATH = `${join(this.folder, 'bin')}${delimiter}${this.path}`;
    process.env[variable] = this.folder;
  }

  file(path: string, text: string, mode = 0o644): void {
    fs.mkdirSync(join(this.folder, path, '..'), { recursive: true });
    fs.writeFileSync(join(this.folder, path), text, { mode });
  }

  /** What its programs have noted in `calls` since the last time. */
  calls(): string[] {
    const file = join(this.folder, 'calls');
    const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
    fs.rmSync(file, { force: true });
    return text.trim().split('\n');
  }

  down(): void {
    process.env.PATH = this.path;
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
