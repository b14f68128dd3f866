import type { Acl, AclLine, ParseProblem, SquidVersion } from '../config';
import type { Place, Token } from '../place';
import { aclKey } from './acl-key';
import { currentType, isRegexType } from './acl-types';
import { builtinAcls } from './builtin-acls';
import type { Lookup } from './files';
import { type Expanded, expandLists } from './lists';
import type { ReadDirective } from './reader';
import { tokenize } from './tokens';

const LONGEST_NAME = 63;
const QUOTED_VALUES = 'configuration_includes_quoted_values';

interface OpenAcl extends Acl {
  readonly lines: AclLine[];
  readonly values: Token[];
  readonly flags: Set<string>;
  complete: boolean;
}

/** The ACLs that are known so far. One that later lines add to is the same object throughout, as in Squid. */
export class AclTable {
  readonly byName = new Map<string, Acl>();
  readonly problems: ParseProblem[] = [];
  private readonly open = new Map<string, OpenAcl>();

  constructor(
    private readonly lookup: Lookup,
    version: SquidVersion,
    private readonly isKnown: (type: string) => boolean,
  ) {
    for (const { name, type, values } of builtinAcls(version)) {
      const acl = this.create(name, type, true);
      const place = { file: 'predefined', line: 1, column: 1 };
      acl.values.push(...values.map((text): Token => ({ ...place, text, kind: 'word' })));
    }
  }

  define(directive: ReadDirective): void {
    const [name, typeToken] = directive.args;
    if (!name || !typeToken) {
      this.problem('syntax', directive, 'acl takes a name, a type and values');
      return;
    }
    if (typeToken.text === 'proto' && name.text === 'manager') {
      this.problem('acl-ignored', name, 'manager');
      return;
    }
    const type = currentType(typeToken.text);
    if (directive.quotedValues && isRegexType(type)) {
      this.problem('syntax', typeToken, `Squid reads no patterns while ${QUOTED_VALUES} is on`);
      return;
    }
    const written = name.kind === 'list' ? (/^\S+/.exec(directive.rest)?.[0] ?? '') : name.text;
    if (Buffer.byteLength(written) > LONGEST_NAME) {
      this.problem('syntax', name, `the name of an ACL is longer than ${LONGEST_NAME} bytes`);
      return;
    }
    // Squid keeps one byte less than it accepts.
    const key = aclKey(written.slice(0, LONGEST_NAME - 1));
    const known = this.open.get(key);
    if (known && known.type !== type) {
      const since = known.builtin ? 'Squid predefines it as' : `line ${known.lines[0]?.line} defines it as`;
      this.problem('acl-conflict', name, `${name.text} cannot be ${type}: ${since} ${known.type}`);
      return;
    }
    const acl = known ?? this.create(written, type, false, key);
    const { flags, values, complete } = this.values(directive, type);
    acl.lines.push({ file: directive.file, line: directive.line, column: directive.column, flags, values });
    for (const value of values) acl.values.push(value);
    for (const flag of flags) acl.flags.add(flag);
    acl.complete &&= complete;
  }

  /** The tokens with what lists hold in the place of their names. */
  expand(tokens: readonly Token[], quotedValues: boolean): Expanded {
    const expanded = expandLists(tokens, this.lookup, quotedValues);
    this.problems.push(...expanded.problems);
    return expanded;
  }

  private values(directive: ReadDirective, type: string) {
    const { source, after, file, quotedValues } = directive;
    const pairs = isRegexType(type) && !quotedValues;
    const tokens = (pairs ? tokenize(source, after, { file, quotedValues, pairs }).tokens : directive.args).slice(2);
    let count = 0;
    const flags: string[] = [];
    if (this.isKnown(type)) {
      for (; /^[-+]/.test(tokens[count]?.text ?? ''); count++) {
        const flag = tokens[count]?.text as string;
        if (flag === '--') {
          count++;
          break;
        }
        // -in is -i and -n.
        const sign = flag.slice(0, 1);
        const letters = flag.startsWith('--') || flag.includes('=') ? [] : [...flag.slice(1)];
        for (const one of letters.length > 1 ? letters.map((letter) => sign + letter) : [flag]) flags.push(one);
      }
    }
    const { tokens: values, complete } = this.expand(tokens.slice(count), quotedValues);
    return { flags, values, complete };
  }

  private create(name: string, type: string, builtin: boolean, key = aclKey(name)): OpenAcl {
    const acl: OpenAcl = { name, type, builtin, lines: [], values: [], flags: new Set(), complete: true };
    this.open.set(key, acl);
    this.byName.set(key, acl);
    return acl;
  }

  private problem(kind: ParseProblem['kind'], { file, line, column }: Place, message: string): void {
    this.problems.push({ kind, file, line, column, message });
  }
}
