import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Case, GOOD } from './cases/_good';
import { LEAKS_AND_LIMITS } from './cases/leaks-and-limits';
import { PORTS_AND_TLS } from './cases/ports-and-tls';
import { SYNTAX } from './cases/syntax';

const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
const major = Number(spawnSync('squid', ['-v'], { env, encoding: 'utf8' }).stdout?.match(/Version (\d+)/)?.[1] ?? 0);
const wanted = major > 0 || process.env.CI === 'true';

/** Squid's own answer, without its start-up notes. */
function parses(text: string): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'squid-'));
  try {
    const file = join(folder, 'squid.conf');
    writeFileSync(file, `${text}\n`);
    const { status, error } = spawnSync('squid', ['-k', 'parse', '-f', file], { env, encoding: 'utf8' });
    if (error) throw error;
    return status === 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What is said of another version, or needs another than the installed one, is left out. */
function applies({ version }: Case): boolean {
  return major <= 6 && (version ?? major) === major;
}

const refused = [...PORTS_AND_TLS, ...LEAKS_AND_LIMITS, ...SYNTAX].filter(
  (example) => example.refused && applies(example),
);
const accepted = SYNTAX.filter((example) => !example.refused && applies(example));

(wanted ? describe : describe.skip)(`Squid ${major || ''} itself`, () => {
  it('reads the good configuration', () => expect(parses(GOOD.join('\n'))).toBe(true));

  it.each(refused.map((example) => [example.name, example.text] as const))('refuses %s', (_, text) => {
    expect(parses(text)).toBe(false);
  });

  it.each(accepted.map((example) => [example.name, example.text] as const))(
    'takes without a word of refusal %s',
    (_, text) => {
      expect(parses(text)).toBe(true);
    },
  );
});
