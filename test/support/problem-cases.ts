import { CLIENT_B, loadFiles } from './settings';

/** What is wrong, what of client-b.yaml is replaced by what, and the lines that are printed: all of them, each whole or as far as `…`. */
export type ProblemCase = readonly [title: string, find: string, replace: string, lines: readonly string[]];

/** One test a case: `line:column path: message` of each problem, errors first. */
export function problemTests(cases: readonly ProblemCase[]): void {
  test.each(cases)('%s', (_, find, replace, lines) => {
    expect(CLIENT_B).toContain(find);
    const { errors, warnings } = loadFiles({ tenants: { 'client-b.yaml': CLIENT_B.replace(find, () => replace) } });
    const printed = [...errors, ...warnings].map((line, index) => {
      const expected = lines[index] ?? '';
      return expected.endsWith('…') ? `${line.slice(0, 'tenants/client-b.yaml:'.length + expected.length - 1)}…` : line;
    });
    expect(printed).toEqual(lines.map((line) => `tenants/client-b.yaml:${line}`));
  });
}
