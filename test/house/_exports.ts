import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { importedFile, ROOT } from './_imports';

/** One name of a file. */
export interface Name {
  readonly path: string;
  readonly name: string;
}

interface File {
  readonly path: string;
  readonly exports: string[];
  /** What it imports or exports by name from other files. */
  readonly uses: Name[];
  /** Files that it imports as a whole, by `* as`, `require()` or `import()`: it uses of them what it mentions. */
  readonly wholes: string[];
  /** Files that it exports as a whole. */
  readonly passedOn: string[];
  readonly text: string;
}

const key = ({ path, name }: Name) => `${path} exports ${name}`;

/** Returns which exports no other file uses. A type that is imported is used, and what `face` exports is for users. */
export function unusedExports(paths: readonly string[], face: string): Name[] {
  const files = new Map(paths.map((path) => [path, read(path)]));
  const used = new Set<string>();
  const use = (name: Name): void => {
    used.add(key(name));
    for (const path of files.get(name.path)?.passedOn ?? []) use({ path, name: name.name });
  };
  const publish = (path: string): void => {
    for (const name of files.get(path)?.exports ?? []) use({ path, name });
    files.get(path)?.passedOn.forEach(publish);
  };
  publish(face);
  for (const { uses, wholes, text } of files.values()) {
    uses.forEach(use);
    const words = wholes.length > 0 ? new Set(text.match(/\w+/g)) : [];
    for (const path of wholes) for (const name of words) use({ path, name });
  }
  const exported = [...files.values()].flatMap(({ path, exports }) => exports.map((name) => ({ path, name })));
  return exported.filter((name) => !used.has(key(name)));
}

function read(path: string): File {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const file: File = { path, text, exports: [], uses: [], wholes: [], passedOn: [] };
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  for (const node of source.statements) {
    if (ts.isImportDeclaration(node)) readImport(file, node);
    else if (ts.isExportDeclaration(node)) readExport(file, node);
    else if (ts.isExportAssignment(node)) file.exports.push('default');
    else if (ts.canHaveModifiers(node) && isExported(node)) file.exports.push(...declaredNames(node));
  }
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isLoading(node)) file.wholes.push(...target(file, node.arguments[0]));
    ts.forEachChild(node, visit);
  };
  if (/\brequire|import\(/.test(text)) visit(source);
  return file;
}

function readImport(file: File, { importClause, moduleSpecifier }: ts.ImportDeclaration): void {
  for (const path of target(file, moduleSpecifier)) {
    const bindings = importClause?.namedBindings;
    if (importClause?.name) file.uses.push({ path, name: 'default' });
    if (bindings && ts.isNamedImports(bindings)) file.uses.push(...namesOf(path, bindings.elements));
    else if (bindings) file.wholes.push(path);
  }
}

function readExport(file: File, { exportClause, moduleSpecifier }: ts.ExportDeclaration): void {
  const names = exportClause && ts.isNamedExports(exportClause) ? exportClause.elements : [];
  file.exports.push(...names.map(({ name }) => name.text));
  for (const path of target(file, moduleSpecifier)) {
    if (exportClause) file.uses.push(...namesOf(path, names));
    else file.passedOn.push(path);
  }
}

function namesOf(path: string, elements: readonly (ts.ImportSpecifier | ts.ExportSpecifier)[]): Name[] {
  return [...elements].map(({ name, propertyName }) => ({ path, name: (propertyName ?? name).text }));
}

/** Returns the one file of this repository that a module specifier means, or nothing for a package. */
function target({ path }: File, specifier: ts.Node | undefined): string[] {
  if (!specifier || !ts.isStringLiteral(specifier) || !specifier.text.startsWith('.')) return [];
  return [importedFile(path, specifier.text)];
}

/** `require()`, `import()` and `jest.requireActual()`. */
function isLoading({ expression }: ts.CallExpression): boolean {
  const name = ts.isPropertyAccessExpression(expression) ? expression.name : expression;
  return name.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(name) && /^require(Actual)?$/.test(name.text));
}

function isExported(node: ts.HasModifiers): boolean {
  return node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

function declaredNames(node: ts.Node): string[] {
  if (ts.isVariableStatement(node))
    return node.declarationList.declarations.map(({ name }) => (name as ts.Identifier).text);
  const { modifiers, name } = node as ts.ClassDeclaration;
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) ? ['default'] : [name?.text ?? ''];
}
