import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { EgressError } from '../../lib/errors';
import { loadModel } from '../../lib/model';
import { CLIENT_B, ENVIRONMENTS } from '../support/settings';

const root = resolve(__dirname, '../..');
const shipped = { tenants: join(root, 'tenants'), environments: join(root, 'overlays') };

function errorOf(load: () => unknown): EgressError {
  try {
    load();
  } catch (error) {
    if (error instanceof EgressError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

test.each(['tenants', 'environments'] as const)('a folder of %s that is not there could not be run', (what) => {
  const folder = join(tmpdir(), 'no-such-folder-of-settings');
  const error = errorOf(() => loadModel({ ...shipped, [what]: folder }));
  expect([error.code, error.message]).toEqual([
    2,
    `${folder}: there is no such folder; name the folder of the ${what}`,
  ]);
});

test('a file where a folder is meant could not be run', () => {
  const error = errorOf(() => loadModel({ ...shipped, tenants: __filename }));
  expect([error.code, error.message]).toEqual([2, `${__filename}: is not a folder; name the folder of the tenants`]);
});

test('the message is the sorted lines, the paths as they were given', () => {
  const folder = mkdtempSync(join(tmpdir(), 'load-'));
  try {
    writeFileSync(
      join(folder, 'client-b.yaml'),
      CLIENT_B.replace('port: 3128', 'port: 0').replace('cpu: 4', 'cpu: four'),
    );
    const error = errorOf(() => loadModel({ tenants: `${folder}/`, environments: ENVIRONMENTS }));
    expect(error.code).toBe(1);
    expect(error.message.split('\n')).toEqual([
      `${folder}/client-b.yaml:13:7 egress.proxies[0].port: 0 is below 1`,
      `${folder}/client-b.yaml:26:10 quota.cpu: four is not a valid Kubernetes quantity (expected, for example, 500m or 2)`,
    ]);
    expect(error.problems[0]).toEqual({
      id: 'number-out-of-range',
      file: `${folder}/client-b.yaml`,
      line: 13,
      column: 7,
      path: 'egress.proxies[0].port',
      message: '0 is below 1',
      severity: 'error',
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a proposed file is judged with the others, and written nowhere', () => {
  const proposed = { name: 'client-b.yaml', text: CLIENT_B };
  expect(loadModel({ ...shipped, proposed }).model.base.map(({ name }) => name)).toEqual(['client-a', 'client-b']);
  const clash = errorOf(() =>
    loadModel({ ...shipped, proposed: { ...proposed, text: CLIENT_B.replace('172.16.28.9', '172.16.28.8') } }),
  );
  expect(clash.problems.filter(({ severity }) => severity === 'error')).toMatchObject([
    { file: join(root, 'tenants/client-b.yaml'), line: 12, column: 7, path: 'egress.proxies[0].address' },
  ]);
});

describe('as a program of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'load-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Runs under tsx, as the commands do. */
  function run(code: string, cwd = root): string {
    const script = join(folder, 'script.ts');
    writeFileSync(script, code);
    return execFileSync(process.execPath, ['--require', require.resolve('tsx/cjs'), script], { cwd, encoding: 'utf8' });
  }

  const load = `import { loadModel } from ${JSON.stringify(join(root, 'lib/model'))};\n`;

  test('the compiler is not loaded while there is nothing to place', () => {
    const code = `${load}loadModel({ tenants: 'tenants', environments: 'overlays' });
      console.log(Object.keys(require.cache).filter((path) => /node_modules.typescript/.test(path)).length);`;
    expect(run(code)).toBe('0\n');
  });

  test('environments in another folder find the library', () => {
    cpSync(shipped.environments, join(folder, 'overlays'), { recursive: true });
    mkdirSync(join(folder, 'tenants'));
    cpSync(shipped.tenants, join(folder, 'tenants'), { recursive: true });
    const code = `${load}const { model } = loadModel({ tenants: 'tenants', environments: 'overlays' });\nconsole.log(JSON.stringify(model));`;
    expect(run(code, folder)).toBe(run(code));
  });

  test.each([
    ['const x = 1;\nawait x;\nexport default {};\n', '2:1'],
    ['const x = 1;\n/*💥 é*/ await x;\nexport default {};\n', '2:10'],
  ])('what cannot be compiled has its place: %j', (text, place) => {
    mkdirSync(join(folder, 'wrong'), { recursive: true });
    writeFileSync(join(folder, 'wrong/development.ts'), text);
    const code = `${load}try { loadModel({ tenants: 'tenants', environments: 'wrong' }); } catch (error) { console.log(error.message); }`;
    const line = run(code, folder)
      .split('\n')
      .find((one) => one.startsWith('wrong/'));
    expect(line).toMatch(`wrong/development.ts:${place}: is not valid TypeScript here: Top-level await`);
  });
});
