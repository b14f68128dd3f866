import { dirname } from 'node:path';
import type { AccessLine, AclReference, Config, ConfigOptions, Directive, ParseProblem, Port } from '../config';
import type { Token } from '../place';
import { aclKey } from './acl-key';
import { aclTokens, actionIndex } from './acl-mentions';
import { AclTable } from './acl-table';
import { isKnownType } from './acl-types';
import { type Files, filesWithin } from './files';
import { missingParameters } from './lists';
import { parsePort } from './ports';
import { type ReadDirective, readDirectives } from './reader';

export interface ParseOptions extends Partial<ConfigOptions> {
  /** Where files are read from. Default: this machine, in the folder of the squid.conf and below `root`. */
  readonly files?: Files;
  /** Folder that stands for `/` of the proxy's machine. Default: absolute paths are taken as they are. */
  readonly root?: string;
}

/** Reads the text of a squid.conf, and what it includes. Nothing is thrown: what Squid would refuse is a problem. */
export function parse(file: string, text: string, options: ParseOptions = {}): Config {
  const version = options.version ?? 6;
  const { root, files = filesWithin(dirname(file), ...(root ? [root] : [])) } = options;
  const { directives, problems, suppressions, lookup } = readDirectives(file, text, files, root);
  const table = new AclTable(lookup, version, (type) => isKnownType(type, version));
  const references: AclReference[] = [];
  const access = new Map<string, AccessLine[]>();
  const ports: Port[] = [];
  const found: ParseProblem[] = [];
  for (const directive of directives) {
    if (directive.quotedValues) found.push(...missingParameters(directive.args, lookup));
    const terms = referencesOf(directive, table);
    for (const term of terms) references.push(term);
    if (directive.name === 'acl') table.define(directive);
    const line = accessLine(directive, terms, found);
    if (line) {
      const lines = access.get(directive.name);
      if (lines) lines.push(line);
      else access.set(directive.name, [line]);
    }
    const port = parsePort(directive);
    if (port) ports.push(port);
  }
  return {
    file,
    version,
    sources: options.sources ?? [],
    directives,
    acls: table.byName,
    references,
    access,
    ports,
    problems: [...problems, ...table.problems, ...found],
    suppressions,
  };
}

function referencesOf(directive: ReadDirective, table: AclTable): AclReference[] {
  const tokens = aclTokens(directive);
  if (tokens.length === 0) return [];
  const named = directive.name === 'acl' ? tokens : table.expand(tokens, directive.quotedValues).tokens;
  return named.map((token: Token) => {
    const negated = token.text.startsWith('!');
    const name = aclKey(token.text.slice(negated ? 1 : 0));
    return { token, name, negated, acl: table.byName.get(name), directive };
  });
}

function accessLine(
  directive: Directive,
  terms: readonly AclReference[],
  found: ParseProblem[],
): AccessLine | undefined {
  const index = actionIndex(directive.name);
  if (index === undefined) return undefined;
  const { file, line, column } = directive;
  const word = directive.args[index];
  const action = word?.text;
  if (action !== 'allow' && action !== 'deny') {
    const instead = word ? `${word.text} is neither allow nor deny` : 'neither allow nor deny follows';
    found.push({ kind: 'access-skipped', file, line, column, message: instead });
    return undefined;
  }
  if (terms.length === 0) {
    found.push({ kind: 'access-skipped', file, line, column, message: `${action} names no ACL` });
    return undefined;
  }
  return { file, line, column, directive, action, terms };
}
