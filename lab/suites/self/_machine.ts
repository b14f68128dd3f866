import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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

/** The BPF programs and maps in the kernel that are called like Cilium's: kind, id and name of each. */
export function ciliumObjects(): string[] {
  const text = execFileSync('python3', [join(__dirname, 'bpf-objects.py')], { encoding: 'utf8' });
  return text.split('\n').filter((line) => /^\w+ \d+ cil(ium)?_/.test(line));
}
