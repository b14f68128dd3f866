import { type Alias, type Document, isAlias, isScalar, LineCounter, parseAllDocuments, Scalar, visit } from 'yaml';
import { EgressError } from '../errors';
import { isAmbiguous } from './_text';

/** Cheap, and true of every text with a plain scalar that is ambiguous. */
const MAYBE_AMBIGUOUS = /(^|[\s[{,:-])([-+]\.?_|[-+.]*(0[0-9_boxBOX]|[0-9][0-9a-fA-Fx.+-]*_|[0-9]{4}-[0-9]))/m;

/**
 * The documents of a YAML file, without empty ones.
 *
 * @throws EgressError when it is not valid YAML, with the file's name and the line
 */
export function parseYaml(path: string, text: string): unknown[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, merge: true });
  return [...documents]
    .map((document) => {
      const [problem] = [...document.errors, ...document.warnings];
      if (problem) throw new EgressError(`${path}:${lines.linePos(problem.pos[0]).line}: ${firstLine(problem)}`, 1);
      if (MAYBE_AMBIGUOUS.test(text)) {
        visit(document, (_, node) => {
          if (isAlias(node) || !isScalar(node) || node.type !== Scalar.PLAIN) return;
          const written = text.slice(node.range?.[0], node.range?.[1]);
          if (!isAmbiguous(written)) return;
          const { line } = lines.linePos(node.range?.[0] ?? 0);
          throw new EgressError(`${path}:${line}: ${written} means different things to different readers; quote it`, 1);
        });
      }
      const circle = text.includes('*') ? selfContained(document) : undefined;
      if (circle) {
        const { line } = lines.linePos(circle.range?.[0] ?? 0);
        throw new EgressError(`${path}:${line}: *${circle.source} contains itself`, 1);
      }
      try {
        return document.toJS() as unknown;
      } catch (error) {
        throw new EgressError(`${path}: ${(error as Error).message}`, 1);
      }
    })
    .filter((content) => content !== null && content !== undefined);
}

/** An alias within what it stands for. */
export function selfContained(document: Document.Parsed): Alias | undefined {
  let found: Alias | undefined;
  visit(document, {
    Alias(_, alias, above) {
      const target = alias.resolve(document);
      if (target === undefined || !above.includes(target)) return undefined;
      found = alias;
      return visit.BREAK;
    },
  });
  return found;
}

function firstLine(problem: Error): string {
  return problem.message.split('\n', 1)[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? '';
}
