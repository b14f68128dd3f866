import { ensureDebian } from '../binaries/debian';
import type { Host } from '../machine/host';

const ROOT = '/run/debian-root';

/**
 * What a container is to its image: another root that leaves the image as it is, with an own /dev/shm, and with folders
 * and files of the machine in it.
 */
const CONTAINER = `set -e
image=$1 root=$2 layer=$2-layer
shift 2
mkdir -p $root $layer
mount -t tmpfs tmpfs $layer
mkdir $layer/upper $layer/work
mount -t overlay overlay -o "lowerdir=$image,upperdir=$layer/upper,workdir=$layer/work" $root
cp /usr/bin/busybox $root/usr/bin/busybox
chroot $root /usr/bin/busybox --install -s /usr/bin
mount -t tmpfs -o mode=1777 tmpfs $root/dev/shm
for path in /proc "$@"; do
  if [ -d $path ]; then mkdir -p $root$path; else mkdir -p $root\${path%/*}; touch $root$path; fi
  mount --bind $path $root$path
done`;

/** Gives a machine the newer release as a root to be entered by `chroot`, in which these paths are the machine's own. */
export async function debianRoot(host: Host, shared: readonly string[]): Promise<string> {
  await host.must(['sh', '-c', CONTAINER, 'container', await ensureDebian(), ROOT, ...shared]);
  return ROOT;
}
