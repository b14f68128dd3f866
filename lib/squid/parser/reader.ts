import { dirname } from 'node:path';
import type { Directive, ParseProblem } from '../config';
import type { Place } from '../place';
import { trimBlanks } from './blanks';
import { afterKeyword, evaluate, expandMacros } from './conditions';
import { canonicalName } from './directives';
import { type Files, glob, type Lookup } from './files';
import { type LogicalLine, logicalLines } from './logical-lines';
import { type SuppressComment, suppressComments } from './suppress-comments';
import { tokenize } from './tokens';

/** Squid gives up below this. */
const DEEPEST_INCLUDE = 16;

/** A directive with the line that it was read from, for those that split it in another way. */
export interface ReadDirective extends Directive {
  readonly source: LogicalLine;
  /** Offset in the source of what follows the name. */
  readonly after: number;
  readonly quotedValues: boolean;
}

interface ReadResult {
  readonly directives: ReadDirective[];
  readonly problems: ParseProblem[];
  readonly suppressions: readonly SuppressComment[];
  readonly lookup: Lookup;
}

/** The directives of a squid.conf in the order in which they take effect: comments, conditions and includes are gone. */
export function readDirectives(file: string, text: string, files: Files, root?: string): ReadResult {
  const reader = new Reader({ files, folder: dirname(file), root });
  reader.read(file, text, []);
  const { directives, problems, suppressions, lookup } = reader;
  return { directives, problems, suppressions, lookup };
}

class Reader {
  readonly directives: ReadDirective[] = [];
  readonly problems: ParseProblem[] = [];
  readonly suppressions: SuppressComment[] = [];
  private quotedValues = false;

  constructor(readonly lookup: Lookup) {}

  read(file: string, text: string, chain: readonly string[]): void {
    const { lines, faults } = logicalLines(text);
    this.suppressions.push(...suppressComments(file, text));
    for (const fault of faults) this.problem('syntax', { file, ...fault }, fault.message);
    const states: { value: boolean; place: Place }[] = [];
    for (const line of lines.map(expandMacros)) {
      const { line: row, column } = line.originOf(0);
      const place: Place = { file, line: row, column };
      const condition = afterKeyword(line.text, 'if');
      // Only the innermost condition counts: Squid runs a true one even within a false one.
      if (condition !== undefined) states.push({ value: this.condition(condition, place), place });
      else if (afterKeyword(line.text, 'endif') !== undefined) {
        if (!states.pop()) this.problem('syntax', place, 'endif without an if');
      } else if (afterKeyword(line.text, 'else') !== undefined) {
        const state = states.at(-1);
        if (!state) this.problem('syntax', place, 'else without an if');
        else {
          state.value = !state.value;
          if (!state.value) this.problem('branch-skipped', place, skipped);
        }
      } else if (states.at(-1)?.value ?? true) this.directive(file, line, place, [...chain, file]);
    }
    for (const { place } of states) this.problem('syntax', place, 'this if has no endif');
  }

  private condition(expression: string, place: Place): boolean {
    const value = evaluate(expression);
    if (typeof value === 'string') this.problem('syntax', place, value);
    else if (!value) this.problem('branch-skipped', place, skipped);
    return value === true;
  }

  private directive(file: string, source: LogicalLine, place: Place, chain: readonly string[]): void {
    const written = source.text.match(/^[^ \t]+/)?.[0] ?? '';
    if (written === 'include' && source.text.length >= 9) {
      this.include(source, place, chain);
      return;
    }
    const { quotedValues } = this;
    const after = written.length;
    const { tokens, fault } = tokenize(source, after, {
      file,
      quotedValues,
      quotedWord: quotedWordOf(canonicalName(written)),
    });
    if (fault) this.problem('syntax', fault.at, fault.message);
    const name = canonicalName(written);
    const rest = trimBlanks(source.text.slice(after));
    // Written out: V8 takes ten times as long for an object of this size that begins as a copy.
    const { line, column } = place;
    this.directives.push({ file, line, column, name, written, args: tokens, rest, source, after, quotedValues });
    if (name === 'configuration_includes_quoted_values') this.quotedValues = tokens[0]?.text === 'on';
  }

  private include(source: LogicalLine, place: Place, chain: readonly string[]): void {
    for (const pattern of source.text.slice(8).match(/"(?:\\.|[^"])*"|[^ \t\v\f\r]+/g) ?? []) {
      const path = pattern.replace(/"/g, '');
      if (!path.startsWith('/'))
        this.problem('include-relative', place, `${path} is looked up from the folder that Squid is started in`);
      const { files: found, refusals } = glob(this.lookup, path);
      for (const refusal of refusals) this.problem('include-missing', place, refusal);
      if (found.length === 0 && refusals.length === 0)
        this.problem('include-missing', place, `${path} matches no file that can be read`);
      for (const target of found) {
        if (chain.includes(target)) this.problem('include-cycle', place, `${target} includes itself`);
        else if (chain.length > DEEPEST_INCLUDE) {
          this.problem('include-cycle', place, `${target} is nested deeper than ${DEEPEST_INCLUDE} includes`);
        } else this.read(target, this.lookup.files.read(target) ?? '', chain);
      }
    }
  }

  private problem(kind: ParseProblem['kind'], { file, line, column }: Place, message: string): void {
    this.problems.push({ kind, file, line, column, message });
  }
}

/** Which word of a directive may be in quotes, whatever configuration_includes_quoted_values says, counted from 0. */
function quotedWordOf(name: string): number | undefined {
  if (name === 'url_rewrite_extras' || name === 'store_id_extras') return 0;
  const named = ['request_header_add', 'reply_header_add', 'note', 'adaptation_meta'].includes(name);
  return named ? 1 : undefined;
}

const skipped = 'the condition is false for the first worker: what it guards is not scanned';
