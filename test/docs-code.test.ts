import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { COMMANDS } from '../lib/cli/commands';

const ROOT = resolve(__dirname, '..');
const PAGES = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...['docs', 'examples', 'imports'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name)),
  ),
];

/** A block of code: indented, or between fences with a language. */
interface Block {
  readonly page: string;
  readonly line: number;
  readonly language: string | undefined;
  readonly text: string;
}

function blocksOf(page: string): Block[] {
  const blocks: Block[] = [];
  let open: { line: number; language: string | undefined; lines: string[] } | undefined;
  const close = () => {
    if (open) blocks.push({ page, line: open.line, language: open.language, text: open.lines.join('\n').trimEnd() });
    open = undefined;
  };
  let isFenced = false;
  for (const [index, line] of readFileSync(join(ROOT, page), 'utf8').split('\n').entries()) {
    const fence = /^ *```(\w*)/.exec(line);
    if (fence) {
      close();
      isFenced = !isFenced;
      if (isFenced) open = { line: index + 2, language: fence[1] || 'text', lines: [] };
    } else if (isFenced) open?.lines.push(line);
    else if (/^ {4}\S/.test(line) || (open && /^( {4}|$)/.test(line))) {
      open ??= { line: index + 1, language: undefined, lines: [] };
      open.lines.push(line.slice(4));
    } else close();
  }
  close();
  return blocks;
}

const blocks = PAGES.flatMap(blocksOf);

test('every diagram is one that Mermaid draws', () => {
  const diagrams = blocks.filter(({ language }) => language === 'mermaid');
  expect(diagrams.length).toBeGreaterThan(3);
  const wrong = 'flowchart LR\n  a --> [b';
  const { stdout, stderr } = spawnSync(process.execPath, [join(__dirname, 'support/mermaid.mjs')], {
    input: JSON.stringify([...diagrams.map(({ text }) => text), wrong]),
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(stderr);
  const errors: (string | null)[] = JSON.parse(stdout);
  expect(errors.pop()).toMatch(/Parse error/);
  expect(errors.flatMap((error, index) => (error ? [`${diagrams[index]?.page}: ${error}`] : []))).toEqual([]);
});

describe('command lines', () => {
  /** Programs that pages tell people to run. */
  const PROGRAMS =
    /^(?:sudo )?(?:\w+=\S+ )*(npm|npx|node|kubectl|flux|tofu|git|ssh|ssh-keygen|openssl|sops|jq|sh|cd|export|\.ci\/\w+|egress-tenancy)\b/;

  const lines = blocks
    .filter(({ language }) => language === undefined || language === 'sh' || language === 'bash')
    .flatMap(({ page, line, text }) =>
      text
        .replace(/(\\|\|)\n/g, (end) => (end.startsWith('|') ? '| ' : ' '))
        .split('\n')
        .map((command, index) => ({ where: `${page}:${line + index}`, command: command.trim() })),
    )
    .filter(({ command }) => PROGRAMS.test(command));
  const inline = PAGES.flatMap((page) =>
    [...readFileSync(join(ROOT, page), 'utf8').matchAll(/`((?:npm (?:run|test)|npx|kubectl|\.ci\/)[^`\n]*)`/g)].map(
      ([, command = '']) => ({ where: page, command }),
    ),
  );
  const all = [...lines, ...inline];

  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  const io = { out: () => undefined, err: () => undefined, exitCode: 0 as const };
  const commands = new Map(
    Object.values(COMMANDS)
      .flat()
      .map((make) => make(io))
      .map((command) => [
        command.name(),
        new Set(command.options.flatMap(({ short, long }) => [short, long])).add('--help').add('-h'),
      ]),
  );

  /** What is wrong with the options of one of our commands. */
  function optionFaults(name: string, words: readonly string[]): string[] {
    const known = commands.get(name);
    if (!known) return [];
    const options = words.flatMap((word) => /^\[?(--?[a-z][\w-]*)/.exec(word)?.[1] ?? []);
    return options.filter((option) => !known.has(option)).map((option) => `${name} has no option ${option}`);
  }

  function faultsOf(command: string): string[] {
    // The rest of a pipe is another program's.
    const words = command
      .replace(/ #.*$| [|>] .*$/, '')
      .split(/\s+/)
      .filter((word) => word !== '--silent');
    const at = words.findIndex((word) => !/^(sudo|\w+=.*)$/.test(word));
    const [program = '', first = '', second = '', ...rest] = words.slice(at);
    if (program === 'npm' && first === 'run') {
      if (/^[A-Z<…]/.test(second) || second === '') return [];
      if (!Object.hasOwn(scripts, second)) return [`npm run ${second}: no such script`];
      const separator = rest.indexOf('--');
      const bare = rest.slice(0, separator < 0 ? undefined : separator).filter((word) => word.startsWith('-'));
      if (bare.length > 0) return [`npm takes ${bare} for its own: write -- before it`];
      return optionFaults(second, rest);
    }
    if (program === 'npx' && /^[A-Z]+$/.test(second)) return [];
    if (program === 'npx' && /^(kubernetes-)?egress-tenancy$/.test(first))
      return commands.has(second) ? optionFaults(second, rest) : [`${second} is not a command`];
    if (program === 'egress-tenancy')
      return commands.has(first) ? optionFaults(first, [second, ...rest]) : [`${first} is not a command`];
    if (program === 'npx' && first === 'tsx') return existsSync(join(ROOT, second)) ? [] : [`no file ${second}`];
    if (program.startsWith('.ci/')) return existsSync(join(ROOT, program)) ? [] : [`no file ${program}`];
    if (program === 'kubectl' && /^\w/.test(first)) {
      const verbs =
        'annotate apply config cordon create delete describe diff drain edit exec get kustomize label logs patch rollout run scale set uncordon version wait auth taint debug cp';
      return verbs.split(' ').includes(first) ? [] : [`kubectl ${first}: no such verb`];
    }
    return [];
  }

  test('are found on the pages', () => {
    expect(lines.length).toBeGreaterThan(40);
    expect(inline.length).toBeGreaterThan(40);
  });

  test('name scripts, commands, options and files that exist', () => {
    expect(all.flatMap(({ where, command }) => faultsOf(command).map((fault) => `${where}: ${fault}`))).toEqual([]);
  });

  test.each([
    ['npm run sinth', 'npm run sinth: no such script'],
    ['npm run plan -- --agianst main', 'plan has no option --agianst'],
    ['npm run plan --exit-code', 'npm takes --exit-code for its own: write -- before it'],
    ['npx egress-tenancy syn', 'syn is not a command'],
    ['kubectl gett pods', 'kubectl gett: no such verb'],
    ['.ci/rum', 'no file .ci/rum'],
  ])('%s would be noticed', (command, fault) => {
    expect(faultsOf(command)).toEqual([fault]);
  });

  test('are sentences of a shell', () => {
    const script = lines.map(({ command }) => command.replace(/…/g, 'X').replace(/<[A-Za-z -]+>/g, 'X'));
    const faults = script.flatMap((line, index) => {
      const { stderr } = spawnSync('sh', ['-n', '-c', line], { encoding: 'utf8' });
      return stderr === '' ? [] : [`${lines[index]?.where}: ${line}: ${stderr.trim()}`];
    });
    expect(faults).toEqual([]);
  });
});
