import { gzipSync } from 'node:zlib';

const BLOCK = 512;
/** Offset of the checksum in a header, which counts as blanks while it is computed. */
const CHECKSUM = 148;

/**
 * Regular files as a compressed archive. The same files make the same bytes: sorted by path, without times and owners, as
 * Flux's controllers have it.
 *
 * @param files path → content; a path has at most 255 characters, of which the last 100 begin after a slash
 */
export function tarball(files: ReadonlyMap<string, Buffer>): Buffer {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  const entries = sorted.flatMap(([path, content]) => [header(path, content.length), content, padding(content.length)]);
  return gzipSync(Buffer.concat([...entries, Buffer.alloc(2 * BLOCK)]));
}

function header(path: string, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  const [prefix, name] = split(path);
  block.write(name, 0);
  block.write('0000644\0', 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  block.write('00000000000\0', 136);
  block.write('        ', CHECKSUM);
  block.write('0', 156);
  block.write('ustar\0' + '00', 257);
  block.write(prefix, 345);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, CHECKSUM);
  return block;
}

/** A long path in the two fields that a header has for it. */
function split(path: string): readonly [prefix: string, name: string] {
  if (path.length <= 100) return ['', path];
  const slash = path.indexOf('/', path.length - 101);
  if (slash < 0 || slash > 155) throw new Error(`${path} is too long for an archive`);
  return [path.slice(0, slash), path.slice(slash + 1)];
}

function padding(size: number): Buffer {
  return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
}
