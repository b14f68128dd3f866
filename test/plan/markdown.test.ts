import type { EnvironmentPlan } from '../../lib/plan';
import { MARKER, printMarkdown, type Sentence } from '../../lib/words';

const HOSTILE = 'x` @team <img src=x onerror=alert(1)> | [a](http://b) **c** #1 ``` ~~~ </details> <!-- -->';

const sentence = (text: string, kind: Sentence['kind'] = 'opened'): Sentence => ({
  kind,
  text,
  tenants: ['client-a'],
  environments: ['development'],
});

function planWith(value: string, count = 1): EnvironmentPlan {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'client-a', name: 'settings' };
  const changes = Array.from({ length: count }, (_, index) => ({
    path: `data.key-${index}`,
    before: null,
    after: value,
  }));
  const changed = [{ object, tenant: 'client-a', changes, destructive: [], rollouts: [] }];
  return { name: 'development', added: [], changed, removed: [] };
}

const comment = (plans: readonly EnvironmentPlan[], sentences: readonly Sentence[], problems: readonly string[] = []) =>
  printMarkdown({ plans, sentences, problems, title: 'what changes', command: 'npm run plan' });

test('the most dangerous comes first, and the fields are folded', () => {
  const text = comment(
    [planWith('green')],
    [sentence('client-a may no longer reach a.example', 'closed'), sentence('client-a may now reach b.example')],
  );
  expect(text).toBe(`${MARKER}
### What changes

**Opens connections**

- \`client-a\` may now reach \`b.example\`

**Closes connections**

- \`client-a\` may no longer reach \`a.example\`

<details><summary>development: 0 added, 1 changed, 0 removed</summary>

\`\`\`text
development
  client-a
    ~ ConfigMap client-a/settings
        + data.key-0: green
\`\`\`

</details>`);
});

test('nothing', () => {
  expect(comment([{ name: 'development', added: [], changed: [], removed: [] }], [])).toBe(
    `${MARKER}\n### What changes\n\nNothing changes.`,
  );
});

test('what settings say is never markup', () => {
  const text = comment(
    [planWith(HOSTILE)],
    [sentence(`client-a may now reach ${HOSTILE}`)],
    [`tenants/client-a.yaml: ${HOSTILE}`],
  );
  const fence = /^(`{3,})text$/m.exec(text)?.[1] ?? '';
  const [before = '', inside = '', after = ''] = text
    .split(`${fence}text\n`)
    .flatMap((part) => part.split(`\n${fence}\n`));
  expect(inside).toContain(HOSTILE);
  expect(after.trim()).toBe('</details>');
  // Outside of code there are words only.
  const outside = before
    .replace(MARKER, '')
    .replace(/^\*\*[\w ]+\*\*$/gm, '')
    .replace(/<details><summary>[\w: ,]*<\/summary>/, '')
    .replace(/(`+)(?!`).*?[^`]\1(?!`)/g, '');
  expect(outside).not.toMatch(/[@<>|[\]~`*]|https?:/);
});

test.each([
  [
    'fields',
    [planWith('green '.repeat(20), 3_000)],
    [sentence('client-a may now reach b.example')],
    /\n\d+ more lines are left out; `npm run plan` shows all\.\n\n<\/details>$/,
  ],
  [
    'environments',
    Array.from({ length: 2_000 }, (_, index) => ({ ...planWith('green'), name: `environment-${index}` })),
    [],
    /\n\d+ more environments are left out; `npm run plan` shows all\.$/,
  ],
  [
    'sentences',
    [planWith('green')],
    Array.from({ length: 2_000 }, (_, index) => sentence(`client-${index} may now reach über.example`)),
    /\n\d+ more lines are left out; `npm run plan` shows all\./,
  ],
] as const)('too many %s are cut at the limit of a forge, which the comment says', (_, plans, sentences, note) => {
  const text = comment(plans, sentences);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_536);
  expect(Buffer.byteLength(text)).toBeGreaterThan(40_000);
  expect(text).toMatch(note);
  expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
});
