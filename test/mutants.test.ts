import { readFileSync } from 'node:fs';
import { page } from '../scripts/mutants/page';
import { PAGE, readRecord, score } from '../scripts/mutants/record';

test('in each room at least 80 % of the mutants were killed, and each survivor is judged', () => {
  for (const [room, record] of Object.entries(readRecord())) {
    expect([room, score(record) >= 0.8]).toEqual([room, true]);
    const open = record.survivors.filter(({ why }) => why === '');
    expect(open.map(({ file, line }) => `${file}:${line}`)).toEqual([]);
  }
});

test('the page shows the record', () => {
  expect(readFileSync(PAGE, 'utf8')).toBe(page(readRecord()));
});
