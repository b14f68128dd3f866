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

/** What a VM says of itself. */
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
show() {
  if [ -h "$1" ]; then echo "other 777 0 - $1"
  elif [ -d "$1" ]; then echo "folder $(stat -c '%a %u' "$1") - $1"
  elif [ -f "$1" ]; then
    sum=$(sha256sum 2>/dev/null <"$1") || sum=-
    echo "file $(stat -c '%a %u' "$1") \${sum%% *} $1"
  elif [ -e "$1" ]; then echo "other 777 0 - $1"
  fi
}
for path in ${[...folders, ...paths].join(' ')}; do show "$path"; done
for path in ${extraPatterns(folders).join(' ')}; do show "$path"; done
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
  const entries = new Map<string, Entry>();
  for (const [, type, mode = '', owner = '', sum = '-', path = ''] of matches(lines, ENTRY)) {
    const known = sum === '-' ? {} : { sum };
    const writable = (Number.parseInt(mode, 8) & 0o022) !== 0;
    entries.set(path, { type: type as Entry['type'], writable, owner, ...known });
  }
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

const ENTRY = /^(file|folder|other) (\d+) (\d+) ([0-9a-f]{64}|-) (\/.*)$/;

function matches(lines: readonly string[], pattern: RegExp): RegExpExecArray[] {
  return lines.flatMap((line) => {
    const match = pattern.exec(line);
    return match ? [match] : [];
  });
}
