import type { AddressRange } from '../lint/addresses';
import type { SuppressComment } from './parser/suppress-comments';
import type { Place, Token } from './place';

/** The major versions whose differences are known: 5 is Debian 12's 5.7, 6 Ubuntu 24.04's, 7 Ubuntu 26.04's. */
export type SquidVersion = 5 | 6 | 7;

/** A line that was in force, in the order in which Squid reads them, includes in their place. */
export interface Directive extends Place {
  /** What current documentation calls it. */
  readonly name: string;
  readonly written: string;
  readonly args: readonly Token[];
  /** All after the name, comment included, as it is written. */
  readonly rest: string;
}

/** One `acl` line. */
export interface AclLine extends Place {
  /** `-n`, `-i`, … before the first value. */
  readonly flags: readonly string[];
  /** What lists hold is among them, at its place in the list's file. */
  readonly values: readonly Token[];
}

/** All lines of a name, merged as Squid does. Names are not case-sensitive. */
export interface Acl {
  readonly name: string;
  readonly type: string;
  readonly builtin: boolean;
  /** In order; of a predefined one the lines that the files add. */
  readonly lines: readonly AclLine[];
  /** The predefined values and those of all lines. */
  readonly values: readonly Token[];
  readonly flags: ReadonlySet<string>;
  /** False: a list of it could not be read, so that it may hold anything. */
  readonly complete: boolean;
}

/** A mention of an ACL. */
export interface AclReference {
  readonly token: Token;
  /** In lower case. */
  readonly name: string;
  readonly negated: boolean;
  /** Undefined: no line above this mention defines it. */
  readonly acl?: Acl;
  readonly directive: Directive;
}

/** A line of http_access or of what is built like it: the action happens if all of the terms match. */
export interface AccessLine extends Place {
  readonly directive: Directive;
  readonly action: 'allow' | 'deny';
  readonly terms: readonly AclReference[];
}

/** An http_port, https_port or ftp_port line. */
export interface Port extends Place {
  readonly directive: Directive;
  readonly kind: 'http' | 'https' | 'ftp';
  /** Undefined: all addresses. */
  readonly address?: string;
  readonly port: number;
  /** What `myportname` compares with. */
  readonly name: string;
  /** Modes and options, as written after the port. */
  readonly options: readonly Token[];
}

/** What the parser stumbled over. */
export interface ParseProblem extends Place {
  readonly kind:
    | 'syntax'
    | 'include-missing'
    | 'include-cycle'
    | 'include-relative'
    | 'list-missing'
    | 'parameters-missing'
    | 'after-list'
    | 'acl-conflict'
    | 'acl-ignored'
    | 'access-skipped'
    | 'branch-skipped';
  readonly message: string;
}

export interface ConfigOptions {
  /** Default: 6. */
  readonly version: SquidVersion;
  /** The addresses that the proxy sees of those who may use it. Default: none are known. */
  readonly sources: readonly AddressRange[];
}

/** A squid.conf with all that it includes. */
export interface Config extends ConfigOptions {
  /** The squid.conf, as it was named. */
  readonly file: string;
  readonly directives: readonly Directive[];
  /** By name in lower case, the predefined ones included. */
  readonly acls: ReadonlyMap<string, Acl>;
  readonly references: readonly AclReference[];
  /** By the directive's name. */
  readonly access: ReadonlyMap<string, readonly AccessLine[]>;
  readonly ports: readonly Port[];
  readonly problems: readonly ParseProblem[];
  /** Comments `# suppress ID: reason` of all files. */
  readonly suppressions: readonly SuppressComment[];
}

/** All lines of a directive, in order. */
export function directivesOf(config: Config, ...names: readonly string[]): readonly Directive[] {
  return config.directives.filter(({ name }) => names.includes(name));
}

/** The line that counts of a directive of which the last wins. */
export function lastOf(config: Config, name: string): Directive | undefined {
  return directivesOf(config, name).at(-1);
}

/** The lines of http_access, or of another list of allow and deny. */
export function accessOf(config: Config, name = 'http_access'): readonly AccessLine[] {
  return config.access.get(name) ?? [];
}
