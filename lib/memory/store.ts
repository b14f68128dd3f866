import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';

const SUM_BYTES = 32;
/** More than any tenant's record has. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Values on disk by name. What cannot be read, or is not as it was written, is not there; what cannot be written is left
 * out: such a store only saves time, so that nothing that is wrong with it is an error.
 */
export class Store {
  constructor(private readonly folder: string) {}

  read(name: string): unknown {
    return tolerating(() => {
      const file = join(this.folder, fileOf(name));
      const stat = fs.lstatSync(file);
      if (!stat.isFile() || stat.size > MOST_BYTES) return undefined;
      const bytes = fs.readFileSync(file);
      const value = bytes.subarray(SUM_BYTES);
      return sumOf(value).equals(bytes.subarray(0, SUM_BYTES)) ? deserialize(value) : undefined;
    });
  }

  /** @param value plain data, maps and sets included */
  write(name: string, value: object): void {
    tolerating(() => {
      const bytes = serialize(value);
      const file = join(this.folder, fileOf(name));
      const own = `${file}.${process.pid}`;
      fs.mkdirSync(this.folder, { recursive: true });
      try {
        fs.writeFileSync(own, Buffer.concat([sumOf(bytes), bytes]));
        fs.renameSync(own, file);
      } catch (error) {
        fs.rmSync(own, { force: true });
        throw error;
      }
    });
  }

  /** Removes all values but these, and nothing that is not a value. */
  keep(names: readonly string[]): void {
    const kept = new Set(names.map(fileOf));
    tolerating(() => {
      if (!fs.lstatSync(this.folder).isDirectory()) return;
      for (const entry of fs.readdirSync(this.folder, { withFileTypes: true })) {
        const isValue = entry.isFile() && /^[0-9a-f]{64}(\.\d+)?$/.test(entry.name);
        if (isValue && !kept.has(entry.name)) fs.rmSync(join(this.folder, entry.name), { force: true });
      }
    });
  }
}

function fileOf(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}

function sumOf(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** Undefined: something was wrong. */
function tolerating<Result>(run: () => Result): Result | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
