import { CHECKSUMS_FILE, COMMIT_FILE, SQUID_FOLDER } from '../vocabulary';
import type { Vm } from './targets';

/** What is at a path of a VM. */
export interface Entry {
  readonly type: 'file' | 'folder' | 'other';
  /** Undefined: it cannot be read, or is not a file. */
  readonly sum?: string;
  /** Whether others than its owner may write to it. */
  readonly writable: boolean;
  /** Number of its owner. */
  readonly owner: string;
}

/** What a VM reports about itself. */
export interface Inspection {
  readonly entries: ReadonlyMap<string, Entry>;
  /** The checksums that it recorded when files were delivered, by path. */
  readonly recorded: ReadonlyMap<string, string>;
  readonly commit?: string;
  /** Number of the owner of /etc. */
  readonly root: string;
  /** Whether something listens on the proxy's address. */
  readonly listens: boolean;
}

const END = 'end of inspection';

/** Units that only we configure: whatever else is in these folders changes how they run. */
const OURS = /^(\/etc\/systemd\/system\/[^/]+\.d|\/usr\/local\/lib\/[^/]+)$/;

/** Where a file that we did not deliver would count, as patterns of the shell. */
function extraPatterns(folders: readonly string[]): string[] {
  return [
    `${SQUID_FOLDER}/allow*.txt`,
    ...folders.filter((folder) => OURS.test(folder)).map((folder) => `${folder}/*`),
  ];
}

/**
 * The shell command that a VM answers with what {@link readInspection} reads. It changes nothing, and needs no rights: what
 * is delivered can be read by everyone.
 */
export function inspectionCommand({ files, address, port }: Vm): string {
  const paths = Object.keys(files);
  const folders = [...new Set(paths.map((path) => path.slice(0, path.lastIndexOf('/'))))];
  return `export LC_ALL=C
set --
for path in ${[...folders, ...paths, ...extraPatterns(folders)].join(' ')}; do
  [ ! -e "$path" ] && [ ! -h "$path" ] || set -- "$@" "$path"
done
[ $# -eq 0 ] || stat -c 'entry %f %u %n' "$@"
for path do
  shift
  [ ! -f "$path" ] || [ -h "$path" ] || set -- "$@" "$path"
done
[ $# -eq 0 ] || sha256sum "$@" 2>/dev/null | sed 's/^/sum /'
echo "root $(stat -c %u /etc)"
[ ! -r ${CHECKSUMS_FILE} ] || sed 's/^/recorded /' ${CHECKSUMS_FILE}
[ ! -r ${COMMIT_FILE} ] || sed 's/^/commit /' ${COMMIT_FILE}
[ -z "$(ss --no-header --tcp --listening --numeric 'src ${address}:${port}' 2>/dev/null)" ] || echo listens
echo '${END}'`;
}

/** Undefined: the answer is not whole. */
export function readInspection(answer: string): Inspection | undefined {
  const lines = answer.split('\n');
  if (!lines.includes(END)) return undefined;
  const sums = new Map(matches(lines, /^sum ([0-9a-f]{64}) {2}(\/.*)$/).map(([, sum = '', path = '']) => [path, sum]));
  const entries = new Map(
    matches(lines, /^entry ([0-9a-f]+) (\d+) (\/.*)$/).map(([, mode = '', owner = '', path = '']): [string, Entry] => {
      const bits = Number.parseInt(mode, 16);
      const sum = sums.get(path);
      const entry = { type: TYPES.get(bits & 0o170000) ?? 'other', writable: (bits & 0o022) !== 0, owner } as const;
      return [path, sum === undefined ? entry : { ...entry, sum }];
    }),
  );
  const recorded = matches(lines, /^recorded ([0-9a-f]{64}) {2}(.+)$/).map(
    ([, sum = '', path = '']) => [path, sum] as const,
  );
  const [[, commit] = []] = matches(lines, /^commit ([\w-]{1,100})$/);
  const [[, root = '0'] = []] = matches(lines, /^root (\d+)$/);
  return {
    entries,
    recorded: new Map(recorded),
    ...(commit === undefined ? {} : { commit }),
    root,
    listens: lines.includes('listens'),
  };
}

/** By the type's bits of a mode. */
const TYPES: ReadonlyMap<number, Entry['type']> = new Map([
  [0o100000, 'file'],
  [0o040000, 'folder'],
]);

function matches(lines: readonly string[], pattern: RegExp): RegExpExecArray[] {
  return lines.flatMap((line) => {
    const match = pattern.exec(line);
    return match ? [match] : [];
  });
}
