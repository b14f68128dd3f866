import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EgressError } from '../../lib/errors';
import { MARKER, type State } from '../lifetime/state';
import { throwIfAborted } from '../process/abort';
import { must, type Result, type RunOptions, run } from '../process/exec';
import { isSameProcess, startTime } from '../process/proc';
import { Daemon } from './daemon';

/** Each machine has these for itself: empty folders, and folders that begin with what this machine has in them. */
const EMPTY = ['run', 'var/log', 'var/lib', 'var/spool'];
const LAYERED = ['etc', 'usr/local'];

/**
 * What makes a machine: folders of its own where daemons write, own layers over others, its name. The loop is its first
 * process, which takes in what is orphaned, as any machine's does.
 */
const INIT = `set -e
for d in ${EMPTY.join(' ')}; do mount --bind "$1/$d" "/$d"; done
for d in ${LAYERED.join(' ')}; do
  mount -t overlay overlay -o "lowerdir=/$d,upperdir=$1/$d,workdir=$1/.work/$d" "/$d"
done
mount -t tmpfs -o mode=1777 tmpfs /dev/shm
hostname "$2"
ip link set lo up
echo ready
exec >/dev/null
while :; do sleep infinity & wait $!; done`;

const WRITE = 'mkdir -p "$(dirname "$1")" && cat >"$1" && chmod "$2" "$1"';

/**
 * A machine of the lab: a process that holds a network, a mount, a host name and a process namespace. All that runs on it
 * lives in these, so it ends, is unmounted and unplugged when that process is killed.
 */
export class Host {
  private constructor(
    readonly name: string,
    /** Its own files: `etc`, `run`, `tmp`, `usr/local`, `var/lib`, `var/log`, `var/spool`. */
    readonly folder: string,
    /** The process that holds the namespaces. */
    readonly pid: number,
    private readonly state: State,
  ) {}

  static async start(state: State, name: string): Promise<Host> {
    throwIfAborted();
    const folder = state.host(name);
    const layers = LAYERED.map((part) => join('.work', part));
    for (const part of [...EMPTY, ...LAYERED, ...layers, 'run/lock', 'tmp', '.daemons']) {
      mkdirSync(join(folder, part), { recursive: true, mode: 0o755 });
    }
    writeFileSync(join(folder, 'etc', 'hostname'), `${name}\n`);
    writeFileSync(join(folder, 'etc', 'hosts'), `127.0.0.1 localhost\n127.0.1.1 ${name}\n`);
    const errors = join(folder, 'host.log');
    const log = openSync(errors, 'a');
    const own = ['--pid', '--fork', '--kill-child', '--mount', '--mount-proc', '--net', '--uts'];
    const child = spawn('unshare', [...own, 'bash', '-c', INIT, 'lab-host', folder, name], {
      env: environment(state, folder),
      detached: true,
      stdio: ['ignore', 'pipe', log],
    });
    closeSync(log);
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', () => reject(new EgressError(`${name} did not start: ${readFileSync(errors, 'utf8')}`, 2)));
      child.stdout?.once('data', () => resolve());
    });
    child.removeAllListeners('exit');
    child.stdout?.destroy();
    child.unref();
    throwIfAborted();
    const pid = child.pid as number;
    writeFileSync(join(folder, 'host.json'), JSON.stringify({ pid, started: startTime(pid) }));
    return new Host(name, folder, pid, state);
  }

  /** A host that another process has started. */
  static attach(state: State, name: string): Host {
    const folder = state.host(name);
    const { pid } = JSON.parse(readFileSync(join(folder, 'host.json'), 'utf8')) as { pid: number };
    return new Host(name, folder, pid, state);
  }

  get isAlive(): boolean {
    return isSameProcess(JSON.parse(readFileSync(join(this.folder, 'host.json'), 'utf8')));
  }

  /** Runs a command on it to its end. */
  run(command: readonly string[], options: RunOptions = {}): Promise<Result> {
    return run(this.inside(command), { ...options, env: { ...environment(this.state, this.folder), ...options.env } });
  }

  /** As `run`, but rejects when the code is not 0. Returns the standard output. */
  must(command: readonly string[], options: RunOptions = {}): Promise<string> {
    return must(this.inside(command), { ...options, env: { ...environment(this.state, this.folder), ...options.env } });
  }

  /** As `must`, but only its network is the host's: files and process numbers are this machine's. */
  mustInNetwork(command: readonly string[], options: RunOptions = {}): Promise<string> {
    return must(['nsenter', `--net=/proc/${this.pid}/ns/net`, '--', ...command], options);
  }

  /** The command line that runs a command on it, for whoever starts it himself. */
  inside(command: readonly string[]): string[] {
    const of = (kind: string) => `/proc/${this.pid}/ns/${kind}`;
    const namespaces = [`--mount=${of('mnt')}`, `--net=${of('net')}`, `--uts=${of('uts')}`];
    return ['nsenter', ...namespaces, `--pid=${of('pid_for_children')}`, '--', ...command];
  }

  /** Starts a daemon; what it prints goes to `/var/log/<name>.log` of the host. */
  async start(name: string, command: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Daemon> {
    const daemon = this.daemon(name);
    await daemon.launch(this.inside(command), { ...environment(this.state, this.folder), ...env });
    return daemon;
  }

  /** The daemon of that name; it need not be started yet. */
  daemon(name: string): Daemon {
    return new Daemon(
      name,
      this.name,
      this.file(`/var/log/${name}.log`),
      join(this.folder, '.daemons', `${name}.json`),
    );
  }

  /** Names of the daemons that were started on it. */
  get daemons(): string[] {
    return readdirSync(join(this.folder, '.daemons')).map((file) => file.replace(/\.json$/, ''));
  }

  /** Where a file of the host lies for everybody else, for example `/etc/squid/squid.conf`; only in its own folders. */
  file(path: string): string {
    return join(this.folder, path);
  }

  /**
   * Writes a file of the host, for example `/etc/squid/squid.conf`; only in its own folders, since all labs share the others.
   * It is written from inside, since the layer below a mounted /etc must not change under it.
   */
  async write(path: string, content: string, mode = '644'): Promise<void> {
    const own = [...EMPTY, ...LAYERED].map((folder) => `/${folder}/`);
    if (!own.some((folder) => path.startsWith(folder))) {
      throw new Error(`"${path}" is not a file of one machine (expected a path below ${own.join(', ')})`);
    }
    await this.must(['sh', '-c', WRITE, 'write', path, mode], { input: content });
  }

  /** Text of a log below its /var/log, for example `squid/access.log`; empty when there is none yet. */
  log(path: string): string {
    const file = this.file(join('/var/log', path));
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /** Pulls the plug: all that runs on it is gone at once, its links too. */
  powerOff(): void {
    if (this.isAlive) process.kill(this.pid, 'SIGKILL');
  }
}

/** Nothing of the user's environment, a proxy variable least of all, reaches the lab. */
function environment(state: State, folder: string): NodeJS.ProcessEnv {
  return {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: '/root',
    LANG: 'C.UTF-8',
    // A bash whose input is a socket, as Node's pipes are, takes itself for a remote login and reads the user's ~/.bashrc.
    SHLVL: '1',
    // There is more memory here than time: Go collects its garbage less often.
    GOGC: '400',
    TMPDIR: join(folder, 'tmp'),
    [MARKER]: state.folder,
  };
}
