import { counting, outOf } from '../../lib/cli/_progress';
import { terminalLine } from '../../lib/cli/_terminal-line';

const CLEAR = '\r\u001b[K';

/** A terminal of 30 columns, and a clock that is set by hand. */
function terminal() {
  const written: string[] = [];
  const clock = { time: 1000 };
  const line = terminalLine({ write: (text) => written.push(text), width: () => 30, now: () => clock.time });
  return { written, clock, line };
}

test('nothing is shown for half a second, and nothing has to be erased', () => {
  const { written, clock, line } = terminal();
  line('rendering');
  clock.time += 499;
  line('checking');
  line('');
  expect(written).toEqual([]);
});

test('then each step is shown at once, counts ten times per second, and all is erased', () => {
  const { written, clock, line } = terminal();
  line('reading');
  clock.time += 500;
  for (let done = 1; done <= 100; done++) {
    line(`Rendering ${outOf(done, 1000)}`);
    clock.time += 5;
  }
  line('checking');
  line('');
  line('');
  expect(written).toEqual(
    [
      'Rendering 1 of 1,000',
      'Rendering 21 of 1,000',
      'Rendering 41 of 1,000',
      'Rendering 61 of 1,000',
      'Rendering 81 of 1,000',
      'checking',
      '',
    ].map((text) => `${CLEAR}${text}`),
  );
});

test('a line that is erased for a message comes back with the next count', () => {
  const { written, clock, line } = terminal();
  line('1 of 3');
  clock.time += 600;
  line('1 of 3');
  line('');
  line('2 of 3');
  expect(written).toEqual([`${CLEAR}1 of 3`, CLEAR, `${CLEAR}2 of 3`]);
});

test('a line is never longer than the terminal is wide', () => {
  const { written, clock, line } = terminal();
  line('x');
  clock.time += 500;
  line('x'.repeat(100));
  expect(written).toEqual([`${CLEAR}${'x'.repeat(29)}`]);
});

test('without a terminal nothing is counted', () => {
  expect(counting({}, 'Rendering', 'tenants', (count) => count)).toBeUndefined();
});
