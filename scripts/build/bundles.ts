import fs from 'node:fs';
import { join, relative } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { helpTexts } from '../../lib/cli/help-texts';
import { bundlePage } from '../../lib/report/bundle';
import * as proofs from '../../lib/verification';
import { apiObjectsOnly, inOneFile } from './in-one-file';
import { licencesOf } from './licences';
import { ROOT } from './paths';

/** Packages that are installed together with ours. All others are part of the bundles. */
const { dependencies } = JSON.parse(fs.readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
};

const COMMON = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'cjs',
  metafile: true,
  legalComments: 'none',
  // Less to read at each start.
  minifyWhitespace: true,
  logLevel: 'warning',
  plugins: [inOneFile],
} as const satisfies BuildOptions;

/**
 * Writes the package's JavaScript: `cli.js`, the program with all that it needs, because one file loads several times
 * faster than a thousand; and `index.js`, the library, which shares cdk8s with the code that calls it.
 */
export async function buildBundles(folder: string): Promise<void> {
  const { metafile: program } = await build({
    ...COMMON,
    entryPoints: ['lib/cli/main.ts'],
    outfile: join(folder, 'cli.js'),
    external: ['esbuild', 'typescript'],
    plugins: [inOneFile, apiObjectsOnly],
  });
  const { metafile: library } = await build({
    ...COMMON,
    entryPoints: ['lib/index.ts'],
    outfile: join(folder, 'index.js'),
    external: Object.keys(dependencies),
  });
  fs.writeFileSync(join(folder, 'help.json'), JSON.stringify(helpTexts()));
  fs.writeFileSync(join(folder, 'verification.js'), verification());
  copyAssets(folder);
  const { script, metafile: page } = bundlePage();
  fs.writeFileSync(join(folder, 'lib/report/page.js'), script);
  fs.writeFileSync(join(folder, 'LICENCES.txt'), licencesOf([program, library, page]));
}

/** The part of the library that judges rendered files. It is not bundled again: its errors are those of the library. */
function verification(): string {
  const names = Object.keys(proofs).map((name) => `exports.${name} = library.${name};`);
  return `const library = require('./index.js');\n${names.join('\n')}\n`;
}

/** What the program reads while it runs. */
function copyAssets(folder: string): void {
  const isRead = (path: string) => /\/assets\//.test(path) || /^lib\/schemas\/[^/]+\.json$/.test(path);
  for (const entry of fs.readdirSync(join(ROOT, 'lib'), { recursive: true, withFileTypes: true })) {
    const path = relative(ROOT, join(entry.parentPath, entry.name));
    if (entry.isFile() && isRead(path)) fs.cpSync(join(ROOT, path), join(folder, path), { preserveTimestamps: false });
  }
}
