import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { withDisk } from '../disk';
import { EgressError } from '../errors';
import { type Finding, formatFindings, isFailure, PROBLEMS, ruleFinding, summary, toJson, toSarif } from '../lint';
import { requireFolder } from '../output';
import type { AddressRange, SquidVersion } from '../squid';
import { INFRA, SQUID_CONF } from '../vocabulary';
import { withNotes } from './_help';
import { isStrict, requireIds } from './_strict';
import type { Io } from './io';
import { type SharedOptions, sharedCommand } from './options';

/** Loaded when it is asked for: the other commands do without its rules. */
const squid = () => require('../squid') as typeof import('../squid');

/** A FILE that is standard input. */
const STDIN = '-';

interface ScanOptions extends SharedOptions {
  readonly sarif?: boolean;
  readonly sources?: string;
  readonly squidVersion: string;
  readonly root?: string;
}

export function scanCommand(io: Io) {
  const command = sharedCommand('scan', 'find what is wrong with a squid.conf: the rendered ones, or any given')
    .usage('[options] [FILE…]')
    .argument('[file...]', `${SQUID_CONF} files, - for standard input; default: the rendered ones below ${INFRA}/`)
    .option('--sources <cidr,…>', 'addresses that the proxy sees of those who may use it')
    .option('--squid-version <5|6|7>', 'the major version that reads it', '6')
    .option('--root <dir>', 'folder that stands for / where the files name absolute paths')
    .option('--sarif', 'print SARIF 2.1.0')
    .action((given: readonly string[], options: ScanOptions) => {
      if (options.json && options.sarif) throw new EgressError('--json and --sarif exclude each other', 2);
      requireIds(options.strict);
      const version = versionOf(options.squidVersion);
      const sources = sourcesOf(options.sources);
      if (options.root !== undefined) requireFolder(options.root, '--root');
      const files = given.length > 0 ? given : rendered(options);
      const { parse, scan } = squid();
      const scanned = readAll(files).flatMap(([file, text]) =>
        scan(parse(file, text, { version, sources, root: options.root })),
      );
      const findings = scanned.filter((each) => !options.quiet || isFailure(each) || isStrict(options.strict)(each));
      print(files, findings, version, options, io);
      if (findings.some(isFailure) || findings.some(isStrict(options.strict))) io.exitCode = 1;
    });
  return withNotes(command, {
    examples: [
      ['scan', 'all rendered files'],
      ['scan squid.conf --sources 172.16.28.0/24', 'any file, for these clients'],
      ['scan - < squid.conf', 'standard input'],
    ],
  });
}

function print(
  files: readonly string[],
  findings: readonly Finding[],
  version: SquidVersion,
  { json, sarif, quiet }: ScanOptions,
  io: Io,
): void {
  if (sarif) io.out(JSON.stringify(toSarif('egress scan', [...PROBLEMS, ...squid().RULES], findings), null, 2));
  else if (json) io.out(toJson({ squidVersion: version, files, findings: findings.map(ruleFinding) }));
  else {
    const lines = [...formatFindings(findings), ...(quiet ? [] : [summary(files.length, findings)])];
    if (lines.length > 0) io.out(lines.join('\n'));
  }
}

/** @throws EgressError (2) that names every file that cannot be read, before anything is scanned */
function readAll(files: readonly string[]): readonly (readonly [file: string, text: string])[] {
  const faults: string[] = [];
  const texts = files.map((file) => {
    try {
      if (file === STDIN)
        return ['stdin', withDisk('standard input', 'be read', () => squid().decode(readFileSync(0)))] as const;
      const found = withDisk(file, 'be read', () => statSync(file));
      // Before it is opened: a pipe or a device has no end.
      if (!found.isFile() && !found.isDirectory())
        throw new EgressError(`${file}: could not be read: it is not a regular file`, 2);
      return [file, withDisk(file, 'be read', () => squid().decode(readFileSync(file)))] as const;
    } catch (error) {
      if (!(error instanceof EgressError)) throw error;
      faults.push(error.message);
      return [file, ''] as const;
    }
  });
  if (faults.length > 0) throw new EgressError(faults.join('\n'), 2);
  return texts;
}

/** `dist/infra/<environment>/<tenant>/<proxy>/squid.conf`, in order. */
function rendered({ out, env, tenant }: ScanOptions): readonly string[] {
  requireFolder(out, '--out');
  const infra = join(out, INFRA);
  const found = folders(infra, env).flatMap((environment) =>
    folders(environment, tenant).flatMap((folder) =>
      folders(folder).flatMap((proxy) => (readdirSync(proxy).includes(SQUID_CONF) ? [join(proxy, SQUID_CONF)] : [])),
    ),
  );
  const links = found.filter((file) => lstatSync(file).isSymbolicLink());
  if (links.length > 0) {
    throw new EgressError(`${links.join(', ')}: a symbolic link, which npm run synth does not write: remove it`, 2);
  }
  if (found.length > 0) return found;
  const which = [env && `environment ${env}`, tenant && `tenant ${tenant}`].filter(Boolean).join(', ');
  const where = which === '' ? infra : `${infra} for ${which}`;
  throw new EgressError(`there is no squid.conf below ${where}: run npm run synth, or name a FILE`, 2);
}

/** The folders within one, in order; none if it is not there. */
function folders(parent: string, only?: string): readonly string[] {
  try {
    return readdirSync(parent, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && (only === undefined || entry.name === only))
      .map(({ name }) => join(parent, name))
      .sort();
  } catch {
    return [];
  }
}

function versionOf(text: string): SquidVersion {
  if (text === '5' || text === '6' || text === '7') return Number(text) as SquidVersion;
  throw new EgressError(`--squid-version ${text}: it is 5, 6 or 7`, 2);
}

function sourcesOf(text: string | undefined): readonly AddressRange[] {
  if (text === undefined) return [];
  const { parseCidr } = squid();
  return text.split(',').map((part) => {
    const range = parseCidr(part.trim());
    if (range) return range;
    throw new EgressError(`--sources ${part.trim()}: an address or a range such as 172.16.28.0/22 is needed`, 2);
  });
}
