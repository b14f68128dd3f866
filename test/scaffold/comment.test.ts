import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { MARKER } from '../../lib/words';

const text = readFileSync(resolve(__dirname, '../../lib/scaffold/assets/workflow.yml'), 'utf8');
const { on, permissions, jobs } = parse(text);
const script: string = jobs.comment.steps[0].run;

/** The step that writes the comment, with a `gh` that knows comments of the pull request. */
function run(comment: string, id: string) {
  const folder = mkdtempSync(join(tmpdir(), 'egress-comment-'));
  try {
    mkdirSync(join(folder, 'bin'));
    const gh = `#!/bin/sh\ncase "$*" in *--jq*) echo "${id}" ;; *) echo "$*" >> calls; cp plan.md body ;; esac\n`;
    writeFileSync(join(folder, 'bin/gh'), gh, { mode: 0o755 });
    const { status } = spawnSync('bash', ['-e', '-c', script], {
      cwd: folder,
      env: {
        PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
        GITHUB_REPOSITORY: 'example/platform',
        NUMBER: '7',
        COMMENT: comment,
      },
    });
    const read = (file: string) => (existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : '');
    return { status, calls: read('calls').trim(), body: read('body') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('what runs code of a pull request may only read, and what may write runs none of it', () => {
  expect([on, permissions]).toEqual([{ push: { branches: ['main'] }, pull_request: null }, { contents: 'read' }]);
  expect(jobs.plan.permissions).toBeUndefined();
  expect(jobs.comment.permissions).toEqual({ 'pull-requests': 'write' });
  expect(jobs.comment.steps).toHaveLength(1);
  expect(script).not.toMatch(/npm|npx|node|checkout/);
  // An expression in a script would be a part of the script.
  for (const job of Object.values<{ steps: { run?: string }[] }>(jobs))
    for (const step of job.steps) expect(step.run ?? '').not.toContain('${{');
});

test('pull requests of forks, whose token may not write, get no comment', () => {
  expect(jobs.comment.if).toBe('github.event.pull_request.head.repo.full_name == github.repository');
  expect(jobs.plan.steps.at(-1).run).toContain('plan.md >> "$GITHUB_STEP_SUMMARY"');
});

test('the first comment is added, and from then on it is written again', () => {
  const comment = `${MARKER}\n### A plan\n$(touch hacked) \`touch hacked\``;
  expect(run(comment, '')).toEqual({
    status: 0,
    calls: 'api --silent --method POST repos/example/platform/issues/7/comments --field body=@plan.md',
    body: `${comment}\n`,
  });
  expect(run(comment, '42').calls).toBe(
    'api --silent --method PATCH repos/example/platform/issues/comments/42 --field body=@plan.md',
  );
});

test('a text that is not a plan is not written', () => {
  expect(run('anything', '42')).toEqual({ status: 1, calls: '', body: '' });
});

test('the comment is looked for among those of the workflow itself', () => {
  expect(script).toContain(`marker='${MARKER}'`);
  expect(script).toContain('.user.login == \\"github-actions[bot]\\"');
});
