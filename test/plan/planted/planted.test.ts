import { Project } from '../../support/project';
import { BASE } from './_base';
import { BY_HAND } from './_by-hand';
import { LISTS, NETWORKS, QUIET } from './_settings';

/** Every change of a setting or a generated file opens and closes what is written here by hand, and nothing else. */
const project = new Project(BASE);
const written = new Map<string, string>();

beforeAll(async () => {
  const { code, err } = await project.run('synth');
  expect([code, err]).toEqual([0, expect.any(String)]);
  for (const path of project.files()) written.set(path, project.read(path));
});

afterEach(() => {
  for (const path of project.files()) if (!written.has(path)) project.remove(path);
  for (const [path, text] of written) if (project.read(path) !== text) project.write({ [path]: text });
});

/** What the comment says under its two headings. */
async function connections(): Promise<readonly string[]> {
  const { code, out, err } = await project.run('plan', '--markdown');
  if (code !== 0) throw new Error(err);
  let sign = '';
  const found: string[] = [];
  for (const line of out.split('\n')) {
    if (line.startsWith('**')) sign = { '**Opens connections**': '+', '**Closes connections**': '-' }[line] ?? '';
    else if (line.startsWith('<details>')) sign = '';
    else if (sign && line.startsWith('- ')) found.push(`${sign} ${line.slice(2).replaceAll('`', '')}`);
  }
  return found.sort();
}

const asComment = (expected: readonly string[]) =>
  expected
    .map(
      (line) =>
        `${line.replace(/^(. )(the|pods)/, (_, sign, word) => `${sign}${word === 'the' ? 'The' : 'Pods'}`)} in development`,
    )
    .sort();

describe.each([
  ['lists', LISTS],
  ['networks', NETWORKS],
  ['nothing', QUIET],
] as const)('%s', (_, rows) => {
  test.each(rows)('%s', async (_name, files, expected) => {
    project.write(files);
    expect(await connections()).toEqual(asComment(expected));
  });
});

describe('generated files that were edited by hand', () => {
  test.each(BY_HAND)('%s', async (_name, file, from, to, expected) => {
    const text = project.read(file);
    expect(text).toContain(from);
    project.write({ [file]: text.replace(from, to) });
    expect(await connections()).toEqual(asComment(expected));
  });
});
