import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { errorCode } from '../disk';

const SUM_BYTES = 32;

/**
 * Values on disk by name. What cannot be read, or is not as it was written, is not there; what cannot be written is left
 * out: such a store only saves time.
 */
export class Store {
  constructor(private readonly folder: string) {}

  read(name: string): unknown {
    try {
      const bytes = fs.readFileSync(join(this.folder, fileOf(name)));
      const value = bytes.subarray(SUM_BYTES);
      return sumOf(value).equals(bytes.subarray(0, SUM_BYTES)) ? deserialize(value) : undefined;
    } catch (error) {
      if (errorCode(error) === undefined) throw error;
      return undefined;
    }
  }

  /** @param value plain data, maps and sets included */
  write(name: string, value: object): void {
    const bytes = serialize(value);
    const file = join(this.folder, fileOf(name));
    const own = `${file}.${process.pid}`;
    tolerating(() => {
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

  /** Removes all values but these. */
  keep(names: readonly string[]): void {
    const kept = new Set(names.map(fileOf));
    tolerating(() => {
      for (const file of fs.readdirSync(this.folder)) {
        if (!kept.has(file)) fs.rmSync(join(this.folder, file), { force: true });
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

function tolerating(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
  }
}
