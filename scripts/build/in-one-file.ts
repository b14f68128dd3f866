import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Plugin } from 'esbuild';
import { type RulesRoom, ruleFiles } from '../../lib/lint/rule-files';
import { ROOT } from './paths';

const ROOMS: readonly RulesRoom[] = ['rules', 'squid/rules'];

/** Lets code that looks for files next to itself run from one file at the top of the package. */
export const inOneFile: Plugin = {
  name: 'in-one-file',
  setup: (build) => {
    build.onLoad({ filter: /\/lib\/.*\.ts$/ }, ({ path }) => {
      const place = relative(ROOT, path);
      if (!place.startsWith('lib/')) return undefined;
      if (place === 'lib/lint/rule-files.ts')
        return { contents: listOfRules(), loader: 'ts', resolveDir: dirname(path) };
      const text = readFileSync(path, 'utf8');
      if (!text.includes('__dirname')) return undefined;
      const folder = `require('node:path').join(__dirname, ${JSON.stringify(dirname(place))})`;
      return { contents: text.replaceAll('__dirname', folder), loader: 'ts' };
    });
  },
};

/** The index of cdk8s-plus-28 loads all of it, and only its API objects are used. */
export const apiObjectsOnly: Plugin = {
  name: 'api-objects-only',
  setup: (build) => {
    build.onResolve({ filter: /^cdk8s-plus-28$/ }, () => ({ path: join(__dirname, 'api-objects.cjs') }));
  },
};

/** The rules by name, in place of the code that lists folders. Each is loaded when it is asked for. */
function listOfRules(): string {
  const rooms = ROOMS.map((room) => {
    const entries = ruleFiles(room).map(({ id, subject }) => {
      const path = join('..', room, subject, id);
      return `{ id: '${id}', subject: '${subject}', load: () => require('${path}') },`;
    });
    return [`'${room}': [`, ...entries, '],'].join('\n');
  });
  return `const ROOMS = {\n${rooms.join('\n')}\n};\nexport function ruleFiles(room) { return ROOMS[room]; }\n`;
}
