import { spawnSync } from 'node:child_process';
import { helpTexts } from '../../lib/cli/help-texts';
import type { Io } from '../../lib/cli/io';
import { run } from '../../lib/cli/program';
import { Project } from '../support/project';
import { WHOLE_PROJECT } from '../support/tenants';

async function script(shell: string) {
  const lines: string[] = [];
  const io: Io = { out: (text) => lines.push(text), err: (text) => lines.push(text), exitCode: 0 };
  return { code: await run(['completion', shell], io), text: lines.join('\n') };
}

/** What bash offers after a line that ends where the cursor is. */
async function offered(line: string, folder: string): Promise<string[]> {
  const { text } = await script('bash');
  const ask = [
    text,
    `COMP_LINE=${JSON.stringify(line)}; COMP_POINT=\${#COMP_LINE}`,
    // As bash splits it: a colon is a word of its own.
    `COMP_WORDS=(${line.replaceAll(':', ' : ')}${line.endsWith(' ') ? ' ""' : ''}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))`,
    '_egress_tenancy; printf "%s\\n" "${COMPREPLY[@]}"',
  ].join('\n');
  const { stdout, stderr } = spawnSync('bash', ['-c', ask], { cwd: folder, encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.trim().split('\n').sort();
}

test('bash offers commands, their options, and the names of tenants and environments', async () => {
  const { folder } = new Project(WHOLE_PROJECT);
  expect(await offered('egress-tenancy sy', folder)).toEqual(['synth']);
  expect(await offered('egress-tenancy tenant:a', folder)).toEqual(['add']);
  expect(await offered('egress-tenancy plan --ag', folder)).toEqual(['--against']);
  expect(await offered('egress-tenancy synth --env ', folder)).toEqual(['development', 'production']);
  expect(await offered('egress-tenancy check --tenant client-', folder)).toEqual(['client-a', 'client-b', 'client-c']);
  expect(await offered('egress-tenancy environment:add --from ', folder)).toEqual(['development', 'production']);
  expect(await offered('egress-tenancy allow:learn --from tena', folder)).toEqual(['tenants']);
});

/** What fish offers, without descriptions. */
async function offeredByFish(line: string, folder: string): Promise<string[]> {
  const { text } = await script('fish');
  const ask = `${text}\ncomplete -C ${JSON.stringify(line)}`;
  const { stdout, stderr } = spawnSync('fish', ['--no-config', '-c', ask], { cwd: folder, encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout
    .trim()
    .split('\n')
    .map((each) => each.split('\t')[0] ?? '');
}

const hasFish = spawnSync('fish', ['--version']).status === 0;

// CI installs it, so there it has to be there.
(hasFish || process.env.CI === 'true' ? describe : describe.skip)('fish', () => {
  test('offers commands, their options, and the names of tenants and environments', async () => {
    const { folder } = new Project(WHOLE_PROJECT);
    expect(await offeredByFish('egress-tenancy sy', folder)).toEqual(['synth']);
    expect(await offeredByFish('egress-tenancy tenant:a', folder)).toEqual(['tenant:add']);
    expect(await offeredByFish('egress-tenancy plan --ag', folder)).toEqual(['--against']);
    expect(await offeredByFish('egress-tenancy synth --env ', folder)).toEqual(['development', 'production']);
    expect(await offeredByFish('egress-tenancy allow:learn --from ten', folder)).toEqual(['tenants/']);
  });
});

test.each(['bash', 'zsh', 'fish'])('%s knows all commands', async (shell) => {
  const { code, text } = await script(shell);
  expect(code).toBe(0);
  for (const name of Object.keys(helpTexts()).filter((each) => each !== ''))
    expect(text.replaceAll('\\:', ':')).toMatch(new RegExp(`(^|[\\s'"])${name}(?=[\\s:'")])`, 'm'));
  expect(text).not.toMatch(/git:(merge|setup)/);
});

test('another shell is refused', async () => {
  expect(await script('tcsh')).toEqual({ code: 2, text: '"tcsh" is not a known shell (expected bash, zsh or fish)' });
});
