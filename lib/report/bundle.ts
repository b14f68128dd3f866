import { join } from 'node:path';
import type { Metafile } from 'esbuild';

interface PageBundle {
  readonly script: string;
  /** What it is made of, for the licences. */
  readonly metafile: Metafile;
}

/** Notices of the package whose code is in every page. */
const NOTICE = '/* Contains preact (MIT, Copyright (c) 2015-present Jason Miller). */';

/** Makes the script of the page out of its sources and of the packages that it is made with. */
export function bundlePage(): PageBundle {
  // Loaded here: the package has the script ready.
  const { buildSync } = require('esbuild') as typeof import('esbuild');
  const { outputFiles, metafile } = buildSync({
    // Of the project: names of inputs begin here, as those of the other bundles do.
    absWorkingDir: join(__dirname, '../..'),
    entryPoints: [join(__dirname, 'page/main.tsx')],
    bundle: true,
    write: false,
    minify: true,
    metafile: true,
    format: 'iife',
    target: ['chrome109', 'firefox115', 'safari16'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    banner: { js: NOTICE },
    logLevel: 'warning',
  });
  return { script: (outputFiles[0]?.text ?? '').trim(), metafile };
}
