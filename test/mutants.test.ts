import { readFileSync } from 'node:fs';
import { page } from '../scripts/mutants/page';
import { filesOf, PAGE, ROOMS, readRecord, score } from '../scripts/mutants/record';

test.each(ROOMS)('in %s at least 80 %% of all mutants were killed, and each survivor is judged', (room) => {
  const record = readRecord()[room];
  if (!record) throw new Error(`no record yet: run npm run mutants -- ${room}`);
  expect(Object.keys(record.files).sort()).toEqual(filesOf(room));
  expect(score(record)).toBeGreaterThanOrEqual(0.8);
  const open = record.survivors.filter(({ why }) => why === '');
  expect(open.map(({ file, line }) => `${file}:${line}`)).toEqual([]);
});

test('the page shows the record', () => {
  expect(readFileSync(PAGE, 'utf8')).toBe(page(readRecord()));
});
