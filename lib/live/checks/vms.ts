import type { VmStatus } from '../../vms';
import type { Check, Result } from '../types';

/** Files that are named in one line. */
const MOST_NAMED = 3;

export const check: Check = {
  title: 'the proxies’ VMs have the files that the settings ask for',
  rights: [],
  async run(world) {
    return (await world.vms()).flatMap((status) => stateOf(status));
  },
};

function stateOf({ vm, state, files, listens, error }: VmStatus): Result[] {
  const about = { tenant: vm.tenant, object: `VM ${vm.proxy}` };
  if (state === 'unreachable')
    return [{ ...about, message: `could not be asked: ${error}`, found: { id: 'live-vm-unreachable' } }];
  const named = files.slice(0, MOST_NAMED).map(({ path, difference }) => `${path} is ${difference}`);
  const more = files.length > MOST_NAMED ? `, and ${files.length - MOST_NAMED} more` : '';
  const silent: Result[] = listens
    ? []
    : [{ ...about, message: `nothing listens on ${vm.address}:${vm.port}`, found: { id: 'live-vm-silent' } }];
  if (files.length > 0)
    return [{ ...about, message: `${named.join(', ')}${more}`, found: { id: 'live-vm-differs' } }, ...silent];
  return silent.length > 0 ? silent : [{ ...about, message: 'has the expected files, and listens' }];
}
