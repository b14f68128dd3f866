import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { page } from './page';
import { FILE, PAGE, ROOMS, type RoomRecord, readRecord, type Survivor } from './record';

/** One line of `plugins.mjs`. */
interface Result {
  readonly file: string;
  readonly line: number;
  readonly mutatorName: string;
  readonly replacement: string;
  readonly status: string;
}

/** Results of a room, those judgements kept whose line and change are the same. */
function recordOf(room: string, results: readonly Result[], tested?: string): RoomRecord {
  const before = readRecord()[room]?.survivors ?? [];
  const files: Record<string, { killed: number; survived: number }> = {};
  const survivors: Survivor[] = [];
  for (const { file, line, mutatorName: mutator, replacement, status } of results) {
    files[file] ??= { killed: 0, survived: 0 };
    const counts = files[file];
    if (status === 'Killed' || status === 'Timeout') counts.killed++;
    if (status !== 'Survived' && status !== 'NoCoverage') continue;
    counts.survived++;
    const code = readFileSync(file, 'utf8').split('\n')[line - 1]?.trim() ?? '';
    const same = before.find((each) => each.file === file && each.code === code && each.replacement === replacement);
    survivors.push({ file, line, code, mutator, replacement, why: same?.why ?? '' });
  }
  return { date: new Date().toISOString().slice(0, 10), ...(tested ? { tested } : {}), files, survivors };
}

function run(room: string): readonly Result[] {
  const results = process.env.RESULTS ?? join(mkdtempSync(join(tmpdir(), 'mutants-')), 'results.jsonl');
  if (!process.env.RESULTS) {
    writeFileSync(results, '');
    spawnSync('npx', ['stryker', 'run'], { stdio: 'inherit', env: { ...process.env, ROOM: room, RESULTS: results } });
  }
  const lines = readFileSync(results, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Result);
}

/**
 * `npm run mutants -- ROOM …`; without a room, all. `--page` only writes the page, after a judgement was added. RESULTS=FILE
 * records what an earlier run wrote, with TESTED as note.
 */
function main(args: readonly string[]): void {
  const rooms = args.length > 0 ? args.filter((arg) => arg !== '--page') : ROOMS;
  for (const room of rooms) {
    if (!ROOMS.includes(room)) throw new Error(`unknown room ${room} (available: ${ROOMS.join(', ')})`);
    const record = { ...readRecord(), [room]: recordOf(room, run(room), process.env.TESTED) };
    writeFileSync(FILE, `${JSON.stringify(record, null, 2)}\n`);
  }
  writeFileSync(PAGE, page(readRecord()));
}

main(process.argv.slice(2));
