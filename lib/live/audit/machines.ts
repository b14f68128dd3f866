import { basename } from 'node:path';
import type { Finding } from '../../lint';
import { parse, scan } from '../../squid';
import type { Vm } from '../../vms';
import { infraPath, SQUID_CONF, SQUID_FOLDER } from '../../vocabulary';
import type { World } from '../types';

const START = '--- ';

/** What the rules of a squid.conf find in the files that the VMs have now, as they are on them. */
export async function auditMachines(world: World): Promise<Finding[]> {
  const reached = (await world.vms()).filter(({ state }) => state !== 'unreachable');
  const all = await Promise.all(reached.map(({ vm }) => auditMachine(world, vm)));
  return all.flat();
}

async function auditMachine(world: World, vm: Vm): Promise<Finding[]> {
  const paths = Object.keys(vm.files).filter((path) => path.startsWith(`${SQUID_FOLDER}/`));
  const path = paths.find((one) => basename(one) === SQUID_CONF);
  if (path === undefined) return [];
  const there = readFiles(await world.onVm(vm, command(paths)));
  const text = there.get(path);
  const about = {
    file: `${infraPath(vm.environment)}/${vm.tenant}/${vm.proxy}/${SQUID_CONF}`,
    environment: vm.environment,
    tenant: vm.tenant,
    object: `VM ${vm.proxy}`,
  };
  if (text === undefined)
    return [{ id: 'live-check-failed', severity: 'error', ...about, message: `${path} could not be read` }];
  const files = { read: (one: string) => there.get(one), list: () => [] };
  return scan(parse(path, text, { files })).map(({ line, column: _, file, ...finding }) => ({
    ...finding,
    ...about,
    message: `${file}:${line}: ${finding.message}`,
  }));
}

/** Each file after a line with its path; base64, because a line of a file must not look like one of those. */
function command(paths: readonly string[]): string {
  const each = paths.map((path) => `echo '${START}${path}'; $sudo base64 ${path} 2>/dev/null`);
  return ['sudo=', `[ "$(id -u)" = 0 ] || sudo='sudo -n'`, ...each].join('\n');
}

function readFiles(output: string): ReadonlyMap<string, string> {
  const parts = output.split(new RegExp(`^${START}`, 'm')).slice(1);
  return new Map(
    parts.flatMap((part): [string, string][] => {
      const [path = '', ...lines] = part.split('\n');
      const text = Buffer.from(lines.join(''), 'base64').toString('utf8');
      return text === '' ? [] : [[path, text]];
    }),
  );
}
