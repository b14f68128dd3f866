import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { must } from '../process/exec';
import { cacheFolder } from './cache';

/** The release whose HAProxy and Squid are newer than this machine's, and what is taken of it. */
const RELEASE = 'trixie';
const PACKAGES = ['haproxy', 'squid-openssl', 'squid'];

/**
 * A folder with HAProxy 3.0 and Squid 6 and the libraries that they need, to be entered by `chroot`: what tenants'
 * gateways run, and what proxies of a newer release run. Unpacked once, into the cache; nothing of it is installed.
 */
export async function ensureDebian(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const folder = join(cacheFolder(env), `debian-${RELEASE}-${PACKAGES.join('-')}`);
  if (existsSync(folder)) return folder;
  const fresh = `${folder}.${process.pid}`;
  try {
    mkdirSync(fresh, { recursive: true, mode: 0o755 });
    const include = `--include=${PACKAGES.join(',')}`;
    const unpack = ['mmdebstrap', '--variant=extract', include, RELEASE, fresh, ...(await machineMirror())];
    await must(unpack, { timeout: 600_000 });
    // What the packages' own scripts would have made.
    for (const name of ['bin', 'lib', 'lib64', 'sbin'].filter((one) => existsSync(join(fresh, 'usr', one)))) {
      if (!existsSync(join(fresh, name))) symlinkSync(`usr/${name}`, join(fresh, name));
    }
    for (const name of ['proc', 'run', 'sys']) mkdirSync(join(fresh, name), { recursive: true });
    for (const name of ['passwd', 'group', 'nsswitch.conf']) cpSync(join('/etc', name), join(fresh, 'etc', name));
    renameSync(fresh, folder);
  } catch (error) {
    // Another process may have been quicker.
    if (!existsSync(folder) || readdirSync(folder).length === 0) throw error;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return folder;
}

/** The mirror that apt uses on this machine. Empty on another system than Debian: mmdebstrap then uses its own default. */
async function machineMirror(): Promise<string[]> {
  const os = await must(['sh', '-c', '. /etc/os-release && echo "$ID $VERSION_CODENAME"']);
  const [id, codename] = os.trim().split(' ');
  if (id !== 'debian') return [];
  const targets = ['apt-get', 'indextargets', '--format', '$(SITE) $(RELEASE) $(COMPONENT)', 'Created-By: Packages'];
  const stdout = await must(targets);
  const lines = stdout.split('\n').map((line) => line.split(' '));
  const [site] = lines.find(([, release, component]) => release === codename && component === 'main') ?? [];
  return site === undefined ? [] : [site];
}
