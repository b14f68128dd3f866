import fs from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** A piece of text, or a number, in a source file. */
export interface Literal {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** All TypeScript files below a folder, sorted. */
export function sources(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(folder, path))
    .sort();
}

/**
 * The strings, parts of templates, regular expressions and numbers of a file. Left out are imports, types, the examples of
 * rules (`good`, `bad`, `sharedLines`), and the messages of admission policies (`say`).
 */
export function literalsOf(file: string, text = fs.readFileSync(file, 'utf8')): Literal[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Literal[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) return;
    if (ts.isTaggedTemplateExpression(node) && ['say', 'sharedLines'].includes(node.tag.getText())) return;
    if (ts.isPropertyAssignment(node) && ['good', 'bad'].includes(node.name.getText())) return;
    if (ts.isLiteralExpression(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      const plain = ts.isRegularExpressionLiteral(node) ? node.text.replace(/\\(.)/g, '$1') : node.text;
      found.push({ file, line: line + 1, text: plain });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/**
 * Whether a literal spells a word, as data: a name or path by itself, in a text of several lines, in quotes, or as a value.
 * A sentence that mentions the word is for people and does not count.
 */
export function spells({ text }: Literal, word: string): boolean {
  const isSentence = /\s/.test(text) && !text.includes('\n');
  const escaped = word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  const whole = new RegExp(`(?<![\\w./-])${escaped}${/\w$/.test(word) ? '(?![\\w.-])' : ''}`, 'g');
  return [...text.matchAll(whole)].some(({ index }) => {
    const isQuoted = /['"[=:]$/.test(text.slice(0, index)) || /^['"\]]/.test(text.slice(index + word.length));
    return !isSentence || isQuoted;
  });
}
