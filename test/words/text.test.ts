import { code, codeBlock, html, sentenceMarkdown } from '../../lib/words/text';

test.each([
  ['client-b may reach it', '`client-b` may reach it'],
  ['@everyone is plain', '`@everyone` is plain'],
  ['see #12, and (#13).', 'see `#12`, and (`#13).`'],
  ['partner’s host', 'partner’s host'],
  ['(client-a), client-b;', '(`client-a`), `client-b`;'],
  ['<img src=x>', '`<img` `src=x>`'],
  ['[a](https://b)', '`[a](https://b`)'],
  ['a  b', 'a  b'],
  ['`x`', '`` `x` ``'],
  ['a`b``c', '```a`b``c```'],
  ['**bold**', '`**bold**`'],
  ['Größe größer', 'Größe größer'],
  ['allowed → denied', 'allowed → denied'],
  ['→x', '`→x`'],
  ['port 443', 'port `443`'],
])('%s', (text, expected) => {
  expect(sentenceMarkdown(text)).toBe(expected);
});

test('a span of code ends where the text does', () => {
  expect(code('a')).toBe('`a`');
  expect(code('``')).toBe('``` `` ```');
  expect(code('a`')).toBe('`` a` ``');
});

test('a block of code is not ended by its lines', () => {
  expect(codeBlock(['a', 'b'])).toEqual(['```text', 'a', 'b', '```']);
  expect(codeBlock(['````'])).toEqual(['`````text', '````', '`````']);
});

test('a text within HTML has no markup and mentions no one', () => {
  expect(html(`<b>&"'@x`)).toBe('&#60;b&#62;&#38;&#34;&#39;&#64;x');
});
