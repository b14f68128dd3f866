import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { parse, scan } from '../../lib/squid';
import { CONF_D, DEBIAN_FILE, STOCK, STOCK_IDS } from './cases/stock';
import { memory } from './parser/_memory';

describe.each(STOCK)('the stock file of $name', ({ text, expected, version }) => {
  it('has what was written down', () => {
    const config = parse(DEBIAN_FILE, text, { files: memory(CONF_D), version });
    expect(scan(config).map(({ id, line }) => [id, line])).toEqual(expected);
  });
});

/** As a package installed it: an edited one says nothing about the stock file. */
function isUnaltered(): boolean {
  if (!existsSync(DEBIAN_FILE)) return false;
  const sum = createHash('md5').update(readFileSync(DEBIAN_FILE)).digest('hex');
  return ['squid', 'squid-openssl'].some((name) => {
    const { stdout } = spawnSync('dpkg-query', ['-W', '-f=${Conffiles}', name], { encoding: 'utf8' });
    return stdout?.includes(`${DEBIAN_FILE} ${sum}`) ?? false;
  });
}

(isUnaltered() ? describe : describe.skip)(`${DEBIAN_FILE} of this machine`, () => {
  it('has the same findings, in the lines that say so', () => {
    const text = readFileSync(DEBIAN_FILE, 'utf8');
    const lines = text.split('\n');
    const version = lines.includes('http_access deny to_linklocal') ? 6 : 5;
    const found = scan(parse(DEBIAN_FILE, text, { version }));
    const lineOf = (start: string) => lines.findIndex((line) => line.startsWith(start)) + 1;
    expect(found.map(({ id, line }) => [id, line])).toEqual([
      ...STOCK_IDS.slice(0, 1).map((id) => [id, 1]),
      ['unused-acl', lineOf('acl localnet')],
      ['safe-ports-too-wide', lineOf('acl Safe_ports port 1025')],
      ['localhost-allowed', lines.lastIndexOf('http_access allow localhost') + 1],
      ['listen-all-addresses', lineOf('http_port 3128')],
    ]);
  });
});
