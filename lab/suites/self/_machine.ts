import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { MARKER, type State } from '../../lifetime/state';
import { allPids, networkOf } from '../../process/proc';

/** The network namespaces in use, but for those of other labs. */
function namespaces(state: State): string[] {
  const isForeign = (pid: number) => {
    const read = (file: string) => readFileSync(`/proc/${pid}/${file}`, 'latin1');
    const mark = read('environ')
      .split('\0')
      .find((entry) => entry.startsWith(`${MARKER}=`));
    const isMarkedForeign = mark !== undefined && mark !== `${MARKER}=${state.folder}`;
    return isMarkedForeign || (read('cgroup').includes('/egress-lab.') && !read('cgroup').includes(state.cgroup('')));
  };
  const used = allPids().flatMap((pid) => {
    try {
      return isForeign(pid) ? [] : (networkOf(pid) ?? []);
    } catch {
      return [];
    }
  });
  return [...new Set(used)].sort();
}

/** What a lab of that name must not change on the machine. */
export function machine(state: State): unknown {
  const read = (file: string, ...args: string[]) => execFileSync(file, args, { encoding: 'utf8' });
  const places = ['/run/netns', '/run/containerd', '/var/log/containers', '/var/log/pods', '/var/lib/kubelet'];
  return {
    namespaces: namespaces(state),
    links: read('ip', '-brief', 'link').replace(/@\S+/g, ''),
    mounts: readFileSync('/proc/self/mounts', 'utf8'),
    rules: read('nft', 'list', 'ruleset'),
    places: [...places, '/var/lib/cni', '/opt/containerd', '/usr/lib/cni/calico', state.folder].filter(existsSync),
  };
}

/** Ids of the BPF programs and maps in the kernel that are called like Cilium's. */
export function ciliumObjects(): string[] {
  return ['prog', 'map'].flatMap((kind) => {
    const text = execFileSync('bpftool', ['--json', kind, 'list'], { encoding: 'utf8', maxBuffer: 64 << 20 });
    const objects = JSON.parse(text) as { id: number; name?: string }[];
    return objects.filter(({ name = '' }) => /^cil(ium)?_/.test(name)).map(({ id, name }) => `${kind} ${id} ${name}`);
  });
}
