import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Project } from './project';
import { StandIn } from './stand-in';

interface CloudConfig {
  readonly write_files: readonly { readonly path: string; readonly content: string }[];
}

/**
 * In place of ssh: runs a command in the folder of the VM that is meant. The command that runs `apply.sh` gets the folder as
 * the root of the VM, and programs that do nothing in place of those of a machine.
 */
const SSH = `#!/bin/sh
while [ "$1" = -o ]; do
  case "$2" in HostKeyAlias=*) vm=\${2#*=} ;; esac
  shift 2
done
root=$VMS/$vm
echo "$vm $1" >>"$VMS/calls"
[ -d "$root" ] || { echo "ssh: connect to host $1 port 22: No route to host" >&2; exit 255; }
[ ! -e "$root/instead" ] || exec sh "$root/instead"
case "$2" in
  *tar*)
    echo "$vm" >>"$VMS/begun"
    [ ! -e "$root/hangs" ] || sleep 60
    [ ! -e "$root/fails" ] || { echo 'apply.sh: Squid did not start with these files; restored' >&2; exit 1; }
    there=$(mktemp -d)
    tar -C "$there" -xf -
    sed -i "s#^root=\\$#root=$root#; s#>/run/#>$root/run/#; s#^log=#log=$root#" "$there/apply.sh"
    export ROOT="$root" PATH="$VMS/machine:$PATH"
    sh "$there/apply.sh" --here '' ;;
  *)
    export ROOT="$root" PATH="$VMS/machine:$PATH"
    sh -c "$(echo "$2" | sed "s# /etc# $root/etc#g; s#/usr/local/lib/#$root/usr/local/lib/#g")" | sed "s#$root##" ;;
esac
`;

const MACHINE = {
  id: 'echo 0',
  flock: '',
  nft: 'case "$*" in *list*) cat "$ROOT/ruleset" ;; esac',
  // The rendered rules, as the nft of the machine lists them.
  unshare: 'cat >/dev/null; cat "$ROOT/../ruleset"',
  curl: '',
  sysctl: '',
  ss: '[ -e "$ROOT/silent" ] || echo LISTEN',
  squid:
    'case "$*" in *reconfigure*) port=$(sed -n "s/^http_port \\(172[^ ]*\\).*/\\1/p" "$ROOT/etc/squid/squid.conf"); echo "Accepting HTTP local=$port x" >>"$ROOT/var/log/squid/cache.log" ;; esac',
};

/** VMs of a project that was rendered, as folders, and an ssh that gets to them. */
export class Vms extends StandIn {
  constructor(private readonly project: Project) {
    super('vms', 'VMS');
    for (const [name, text] of Object.entries(MACHINE)) this.file(`machine/${name}`, `#!/bin/sh\n${text}\n`, 0o755);
    this.file('bin/ssh', SSH, 0o755);
    this.create();
  }

  /** Makes a folder for each VM, as its user-data would. */
  create(): void {
    fs.rmSync(join(this.folder, 'begun'), { force: true });
    for (const file of this.project.files('dist/infra').filter((path) => path.endsWith('/cloud-init.yaml'))) {
      const [environment, tenant, proxy] = file.split('/').slice(2);
      const name = `${proxy}.${tenant}.${environment}`;
      fs.rmSync(this.at(name), { recursive: true, force: true });
      for (const path of ['run', 'var/log/squid']) fs.mkdirSync(this.at(name, path), { recursive: true });
      const { write_files } = parse(this.project.read(file)) as CloudConfig;
      for (const { path, content } of write_files) this.write(name, path, content);
    }
  }

  /** How many changes of a VM have begun since the last `create()`. */
  begun(): number {
    const file = join(this.folder, 'begun');
    return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim().split('\n').length : 0;
  }

  at(name: string, path = ''): string {
    return join(this.folder, name, path);
  }

  read(name: string, path: string): string {
    return fs.readFileSync(this.at(name, path), 'utf8');
  }

  write(name: string, path: string, content: string): void {
    this.file(join(name, path), content);
  }

  remove(name: string, path = ''): void {
    fs.rmSync(this.at(name, path), { recursive: true });
  }
}

/** Commits all files of a project. */
export function commitAll({ folder }: Project): string {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], {
      cwd: folder,
      encoding: 'utf8',
    }).trim();
  if (!fs.existsSync(join(folder, '.git'))) git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'x');
  return git('rev-parse', 'HEAD');
}
