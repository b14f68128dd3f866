import type * as ts from 'typescript';
import type { Path, Place } from './place';
import { placesIn } from './places';

type Compiler = typeof ts;

/** The compiler, if it is installed: without it everything is at the top of the file. */
export function compiler(): Compiler | undefined {
  try {
    return require('typescript') as Compiler;
  } catch {
    return undefined;
  }
}

/** Undefined: the text nests too deeply for the compiler, which descends by recursion. */
function parse(compile: Compiler, text: string): ts.SourceFile | undefined {
  try {
    return compile.createSourceFile('environment.ts', text, compile.ScriptTarget.ES2022, true, compile.ScriptKind.TS);
  } catch {
    return undefined;
  }
}

/** Finds properties of the default export: the offending key, the item of a list, or the nearest parent. */
export function locateInModule(text: string): (path: Path) => Place {
  const compile = compiler();
  const source = compile && parse(compile, text);
  if (!source) return () => ({ line: 1, column: 1 });
  const find = new Finder(compile, source);
  const placeAt = placesIn(text);
  return (path) => placeAt(find.position(path));
}

/** What stands at a path of the default export, as offsets in the text. */
interface Nodes {
  readonly key: { readonly from: number; readonly to: number };
  /** Behind the whole property. */
  readonly end: number;
  /** Of a map that is written out: behind its opening brace. */
  readonly map?: { readonly start: number };
  /** Of a list of texts that is written out: before its closing bracket. */
  readonly list?: { readonly items: readonly string[]; readonly end: number };
}

/** Returns undefined if nothing stands there, or if it is not in this file. */
export function nodesAt(text: string, path: Path): Nodes | undefined {
  const compile = compiler();
  const source = compile && parse(compile, text);
  return compile && source ? new Finder(compile, source).nodes(path) : undefined;
}

class Finder {
  constructor(
    private readonly compile: Compiler,
    private readonly source: ts.SourceFile,
  ) {}

  position(path: Path): number {
    const exported = this.source.statements.find(
      (statement) => this.compile.isExportAssignment(statement) && !statement.isExportEquals,
    );
    if (!exported || !this.compile.isExportAssignment(exported)) return 0;
    let position = exported.expression.getStart(this.source);
    let value: ts.Expression | undefined = exported.expression;
    for (const step of path) {
      const found: { at: ts.Node; value?: ts.Expression } | undefined = value && this.step(this.literal(value), step);
      if (!found) break;
      position = found.at.getStart(this.source);
      value = found.value;
    }
    return position;
  }

  nodes(path: Path): Nodes | undefined {
    const { compile, source } = this;
    let at: ts.Node | undefined = source.statements.find(
      (statement) => compile.isExportAssignment(statement) && !statement.isExportEquals,
    );
    let value = at && compile.isExportAssignment(at) ? at.expression : undefined;
    for (const step of path) {
      const found: { at: ts.Node; value?: ts.Expression } | undefined = value && this.step(this.literal(value), step);
      if (!found) return undefined;
      ({ at, value } = found);
    }
    if (!at) return undefined;
    const literal = value && this.literal(value);
    const place = { key: { from: at.getStart(source), to: at.getEnd() }, end: at.parent.getEnd() };
    if (literal && compile.isObjectLiteralExpression(literal))
      return { ...place, map: { start: literal.getStart(source) + 1 } };
    if (!literal || !compile.isArrayLiteralExpression(literal)) return place;
    const items = literal.elements.flatMap((item) => (compile.isStringLiteralLike(item) ? [item.text] : []));
    return { ...place, list: { items, end: literal.getEnd() - 1 } };
  }

  private step(
    node: ts.Expression | undefined,
    step: string | number,
  ): { at: ts.Node; value?: ts.Expression } | undefined {
    const { compile } = this;
    if (!node) return undefined;
    if (compile.isArrayLiteralExpression(node) && typeof step === 'number') {
      const item = node.elements[step];
      return item && { at: item, value: item };
    }
    if (!compile.isObjectLiteralExpression(node)) return undefined;
    // The last one wins, as it does when the file runs.
    for (const property of [...node.properties].reverse()) {
      if (compile.isSpreadAssignment(property)) {
        const found = this.step(this.literal(property.expression), step);
        if (found) return found;
      } else if (property.name && this.nameOf(property.name) === String(step)) {
        if (compile.isPropertyAssignment(property)) return { at: property.name, value: property.initializer };
        return {
          at: property.name,
          value: compile.isShorthandPropertyAssignment(property) ? property.name : undefined,
        };
      }
    }
    return undefined;
  }

  private nameOf(name: ts.PropertyName): string | undefined {
    const { compile } = this;
    return compile.isIdentifier(name) || compile.isStringLiteralLike(name) || compile.isNumericLiteral(name)
      ? name.text
      : undefined;
  }

  /** Through calls such as defineEnvironment(…), casts, brackets, and constants of the same file. */
  private literal(node: ts.Expression, depth = 0): ts.Expression | undefined {
    const { compile } = this;
    if (depth > 20) return undefined;
    if (compile.isCallExpression(node)) return node.arguments[0] && this.literal(node.arguments[0], depth + 1);
    if (
      compile.isParenthesizedExpression(node) ||
      compile.isAsExpression(node) ||
      compile.isSatisfiesExpression(node) ||
      compile.isNonNullExpression(node)
    ) {
      return this.literal(node.expression, depth + 1);
    }
    if (!compile.isIdentifier(node)) return node;
    for (const statement of this.source.statements) {
      if (!compile.isVariableStatement(statement)) continue;
      for (const declared of statement.declarationList.declarations) {
        if (compile.isIdentifier(declared.name) && declared.name.text === node.text && declared.initializer) {
          return this.literal(declared.initializer, depth + 1);
        }
      }
    }
    return undefined;
  }
}
