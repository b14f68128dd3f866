import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { page } from './page';
import { FILE, filesOf, PAGE, ROOMS, type RoomRecord, readRecord, type Survivor } from './record';

/** One line of `plugins.mjs`. */
interface Result {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly mutatorName: string;
  readonly replacement: string;
  readonly status: string;
}

/** Results of files of a room, the others as they were. A judgement is kept where the line and the change are the same. */
function recordOf(room: string, tested: readonly string[], results: readonly Result[], seconds: number): RoomRecord {
  const old = readRecord()[room];
  const before = old?.survivors ?? [];
  const countsOf = (file: string) =>
    (tested.includes(file) ? undefined : old?.files[file]) ?? { killed: 0, survived: 0 };
  const files = Object.fromEntries(filesOf(room).map((file) => [file, { ...countsOf(file) }]));
  const survivors: Survivor[] = before.filter(({ file }) => file in files && !tested.includes(file));
  for (const { file, line, column, mutatorName: mutator, replacement, status } of results) {
    const counts = files[file];
    if (!counts) throw new Error(`${file} is not a file of ${room}`);
    if (status === 'Killed' || status === 'Timeout') counts.killed++;
    if (status !== 'Survived' && status !== 'NoCoverage') continue;
    counts.survived++;
    const code = readFileSync(file, 'utf8').split('\n')[line - 1]?.trim() ?? '';
    const same = before.find(
      (each) => each.file === file && each.code === code && each.column === column && each.replacement === replacement,
    );
    survivors.push({ file, line, column, code, mutator, replacement, why: same?.why ?? '' });
  }
  survivors.sort((a, b) => (a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1));
  return {
    date: new Date().toISOString().slice(0, 10),
    seconds: tested.length < filesOf(room).length ? (old?.seconds ?? seconds) : seconds,
    files,
    survivors,
  };
}

function run(room: string, files: readonly string[]): readonly Result[] {
  const folder = mkdtempSync(join(tmpdir(), 'mutants-'));
  const results = join(folder, 'results.jsonl');
  try {
    const env = { ...process.env, ROOM: room, RESULTS: results };
    const { status } = spawnSync('npx', ['stryker', 'run', '--mutate', files.join()], { stdio: 'inherit', env });
    if (status !== 0) throw new Error(`Stryker did not finish ${room}; the record stays as it was`);
    const lines = readFileSync(results, 'utf8').trim().split('\n');
    return lines.map((line) => JSON.parse(line) as Result);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * `npm run mutants -- ROOM …`; without a room, all. `npm run mutants -- FILE …` tests only these files of their room.
 * `--page` only writes the page, after a judgement was added.
 */
function main(args: readonly string[]): void {
  const named = args.filter((arg) => arg !== '--page');
  const unknown = named.filter((name) => !ROOMS.some((room) => name === room || filesOf(room).includes(name)));
  if (unknown.length > 0) {
    throw new Error(`unknown room or file ${unknown.join(', ')} (available: ${ROOMS.join(', ')}, and their files)`);
  }
  for (const room of ROOMS) {
    const isWhole = args.length === 0 || named.includes(room);
    const files = filesOf(room).filter((file) => isWhole || named.includes(file));
    if (files.length === 0) continue;
    const start = Date.now();
    const results = run(room, files);
    const seconds = Math.round((Date.now() - start) / 1000);
    const record = { ...readRecord(), [room]: recordOf(room, files, results, seconds) };
    writeFileSync(FILE, `${JSON.stringify(record, null, 2)}\n`);
  }
  writeFileSync(PAGE, page(readRecord()));
}

main(process.argv.slice(2));
