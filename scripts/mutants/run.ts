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

/** Results of a room. A judgement is kept where the line and the change are the same. */
function recordOf(room: string, results: readonly Result[], seconds: number): RoomRecord {
  const before = readRecord()[room]?.survivors ?? [];
  const files = Object.fromEntries(filesOf(room).map((file) => [file, { killed: 0, survived: 0 }]));
  const survivors: Survivor[] = [];
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
  return { date: new Date().toISOString().slice(0, 10), seconds, files, survivors };
}

function run(room: string): readonly Result[] {
  const folder = mkdtempSync(join(tmpdir(), 'mutants-'));
  const results = join(folder, 'results.jsonl');
  try {
    const env = { ...process.env, ROOM: room, RESULTS: results };
    const { status } = spawnSync('npx', ['stryker', 'run'], { stdio: 'inherit', env });
    if (status !== 0) throw new Error(`Stryker did not finish ${room}; the record stays as it was`);
    const lines = readFileSync(results, 'utf8').trim().split('\n');
    return lines.map((line) => JSON.parse(line) as Result);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `npm run mutants -- ROOM …`; without a room, all. `--page` only writes the page, after a judgement was added. */
function main(args: readonly string[]): void {
  const rooms = args.length > 0 ? args.filter((arg) => arg !== '--page') : ROOMS;
  for (const room of rooms) {
    if (!ROOMS.includes(room)) throw new Error(`unknown room ${room} (available: ${ROOMS.join(', ')})`);
    const start = Date.now();
    const results = run(room);
    const record = { ...readRecord(), [room]: recordOf(room, results, Math.round((Date.now() - start) / 1000)) };
    writeFileSync(FILE, `${JSON.stringify(record, null, 2)}\n`);
  }
  writeFileSync(PAGE, page(readRecord()));
}

main(process.argv.slice(2));
