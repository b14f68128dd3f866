import { execFileSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { EgressError } from '../lib/errors';
import { estimate } from './binaries/ensure';
import { ASSETS_VARIABLE, findBinaries } from './binaries/find';
import { requireMinor } from './binaries/minor';
import { type Cni, DEFAULT_CNI, DEFAULT_VERSIONS, type Recipe, recipesOf, type Versions } from './binaries/versions';
import { leftovers } from './lifetime/leftovers';
import { isHeld } from './lifetime/ownership';
import { knownLabs, State } from './lifetime/state';

const SCRIPT = 'sudo .ci/lab-packages';

/** The one command that installs what is missing for a lab with that datapath. */
export function installCommand(cni: Cni = DEFAULT_CNI): string {
  return cni === DEFAULT_CNI ? SCRIPT : `${SCRIPT} ${cni}`;
}

interface Package {
  readonly name: string;
  /** Command or file that shows that it is there. */
  readonly shownBy: string;
  /** The datapath that alone needs it. Undefined: every lab does. */
  readonly cni?: string;
}

function packages(): Package[] {
  const lines = readFileSync(join(__dirname, 'packages.txt'), 'utf8').trim().split('\n');
  return lines.map((line) => line.split(' ')).map(([name = '', shownBy = '', cni]) => ({ name, shownBy, cni }));
}

function isThere({ name, shownBy }: Package): boolean {
  const folders = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
  const places = isAbsolute(shownBy) ? [shownBy] : folders.map((folder) => join(folder, shownBy));
  const found = places.find((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  // The package `squid` has the same command, but cannot ask a client for a certificate.
  if (found && name === 'squid-openssl') return execFileSync(found, ['-v'], { encoding: 'utf8' }).includes('openssl');
  return found !== undefined;
}

/** Names of the Debian packages that a lab with that datapath runs and that are not there. */
export function missingPackages(cni: Cni = DEFAULT_CNI): string[] {
  return packages()
    .filter((one) => (one.cni === undefined || one.cni === cni) && !isThere(one))
    .map(({ name }) => name);
}

/** @throws EgressError (2) when this cannot be root's Linux with all packages */
export function requirePackages(cni: Cni = DEFAULT_CNI): void {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    throw new EgressError('the lab needs root on Linux: it makes network namespaces, mounts and containers', 2);
  }
  const missing = missingPackages(cni);
  if (missing.length > 0) {
    throw new EgressError(
      `the lab needs these Debian packages: ${missing.join(', ')}\n${installCommand(cni)} installs them`,
      2,
    );
  }
}

/** All that keeps a lab from starting, and what lies about; the exit code is 1 when something is missing. */
export async function doctor(say: (line: string) => void, versions: Versions = DEFAULT_VERSIONS): Promise<0 | 1> {
  const { cni } = versions;
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
  say(isRoot ? 'root on Linux: yes' : 'root on Linux: no, and the lab needs it');
  const missing = missingPackages(cni);
  if (missing.length === 0) say('Debian packages: all there');
  else say(`Debian packages: ${missing.join(', ')} missing; this installs them:\n  ${installCommand(cni)}`);
  const recipes = recipesOf(versions);
  const { paths, missing: unbuilt } = await findBinaries(process.env, recipes);
  const isOfMinor = await requireMinor(versions.kubernetes, paths, process.env[ASSETS_VARIABLE]).then(
    () => true,
    (error: Error) => say(`binaries: ${error.message}`),
  );
  if (isOfMinor && unbuilt.length === 0) say('binaries: all there');
  if (unbuilt.length > 0) {
    const wanted = unbuilt.map((name) => recipes[name] as Recipe);
    say(
      `binaries: lab:up will build ${unbuilt.join(', ')} with Go, ${estimate(wanted)}; or ${ASSETS_VARIABLE} names them`,
    );
    if (!hasGo()) say('  go is not in the PATH: https://go.dev/doc/install');
  }
  for (const name of knownLabs()) {
    const state = new State(name);
    if (isHeld(state)) say(`lab ${name}: alive`);
    else if (leftovers(state).length > 0)
      say(`lab ${name}: remains of a run that ended badly; this removes them:\n  npm run lab:down -- --name ${name}`);
  }
  return isRoot && isOfMinor && missing.length === 0 && (unbuilt.length === 0 || hasGo()) ? 0 : 1;
}

function hasGo(): boolean {
  try {
    execFileSync('go', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
