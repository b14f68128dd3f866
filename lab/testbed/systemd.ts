import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { State } from '../lifetime/state';
import type { Host } from '../machine/host';
import { createCgroup } from '../process/cgroups';
import type { Result } from '../process/exec';
import { waitFor } from '../process/wait';

const UNITS = '/etc/lab-units';
/** Where what runs on the machine puts and enables units. */
const OWN_UNITS = '/etc/systemd/system';
const PACKAGED = '/lib/systemd/system';

/** Targets that units depend on by default. The machine's own would start what has no place in a lab. */
const TARGETS = ['sysinit', 'basic', 'shutdown', 'network', 'network-online', 'network-pre', 'nss-lookup', 'timers'];

/** Joins a control group, sees that one alone, and leaves the kernel's settings and /tmp as they are. */
const BOOT = `set -e
group=$1
hierarchies=$(awk '$3 == "cgroup2" || $4 ~ /name=systemd/ { print $2 }' /proc/self/mounts)
for hierarchy in $hierarchies; do echo 0 >"$hierarchy/$group/cgroup.procs"; done
export container=lab SYSTEMD_UNIT_PATH=${UNITS}:${OWN_UNITS} SYSTEMD_GENERATOR_PATH=/nowhere
exec unshare --mount --pid --fork --kill-child --cgroup --ipc --mount-proc sh -ec '
  mount --bind /proc/sys /proc/sys
  mount -o remount,bind,ro /proc/sys
  mount -t tmpfs -o mode=1777 tmpfs /tmp
  mount -t tmpfs -o mode=1777 tmpfs /var/tmp
  if grep -q name=systemd /proc/self/mounts; then
    mount -t tmpfs tmpfs /sys/fs/cgroup
    mkdir /sys/fs/cgroup/systemd
    mount -t cgroup -o none,name=systemd cgroup /sys/fs/cgroup/systemd
  else
    mount -t cgroup2 cgroup2 /sys/fs/cgroup
  fi
  exec /lib/systemd/systemd --system --unit=lab.target --show-status=no'`;

const ENTER = `exec nsenter --target "$(pgrep -o -f '^/lib/systemd/systemd --system')" --mount --pid -- "$@"`;

/**
 * Boots systemd on a machine of the lab.
 *
 * @param packaged units of Debian packages, as they are on this machine
 * @param units further files below `/etc/systemd/system`, path → content; links between units are not read
 * @param wanted the units that the boot starts
 * @returns runs a command where systemd sees it; it takes no calls from other process namespaces
 */
export async function bootSystemd(
  state: State,
  host: Host,
  packaged: readonly string[],
  units: Readonly<Record<string, string>>,
  wanted: readonly string[],
): Promise<(...command: string[]) => Promise<Result>> {
  const files = {
    ...Object.fromEntries(TARGETS.map((name) => [`${name}.target`, '[Unit]\nDefaultDependencies=no\n'])),
    ...Object.fromEntries(packaged.map((name) => [name, readFileSync(join(PACKAGED, name), 'utf8')])),
    ...units,
    'lab.target': `[Unit]\nDefaultDependencies=no\nWants=${wanted.join(' ')}\n`,
  };
  for (const [path, content] of Object.entries(files)) await host.write(join(UNITS, path), content);
  const group = state.cgroup(`systemd-${host.name}`);
  createCgroup(group);
  const daemon = await host.start('systemd', ['sh', '-c', BOOT, 'boot', group]);
  const inside = (...command: string[]) => host.run(['sh', '-c', ENTER, 'enter', ...command]);
  const isUp = async () => (await inside('systemctl', 'is-active', 'lab.target')).code === 0;
  await waitFor(`systemd runs on ${host.name}`, isUp, { needs: [daemon] });
  return inside;
}
