import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import record from '../../lab/suites/live/record.json';

test('docs/probe.md says what the lab has measured, which is less than a minute', () => {
  const page = readFileSync(join(__dirname, '../../docs/probe.md'), 'utf8');
  const { bypass, address } = record.noticed;
  expect(page).toContain(`a bypass after ${bypass} s and a wrong address after ${address} s`);
  expect(Math.max(bypass, address)).toBeLessThan(60);
});
