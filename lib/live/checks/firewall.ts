import { list as asList, map as asMap } from '../../data';
import { printable } from '../../lint/printable';
import type { Tenant } from '../../model/types';
import { contains } from '../../settings/address';
import type { VmStatus } from '../../vms';
import { FIREWALL_FILE, FIREWALL_TABLE, NODE_POOL } from '../../vocabulary';
import type { LiveObject } from '../live-object';
import { list } from '../rights';
import { firewallDifferences } from '../ruleset';
import type { Check, Result, World } from '../types';

/** Findings that are shown of one VM. */
const MOST_SHOWN = 4;

const [LIVE, RENDERED, END] = ['--- live', '--- rendered', '--- end'];

export const check: Check = {
  title: 'the VMs’ firewalls let in the tenant’s nodes on the proxy’s port, and nothing else than rendered',
  rights: list('', 'nodes'),
  async run(world) {
    const nodes = await world.cluster.list('nodes');
    const machines = await Promise.all((await world.vms()).map((status) => rulesOf(world, status)));
    return [...world.tenants.flatMap((tenant) => nodesOf(tenant, nodes, world)), ...machines.flat()];
  },
};

/** Whether the proxies let in the nodes that are there, and of nodes only those. */
function nodesOf(tenant: Tenant, nodes: readonly LiveObject[], { environment }: World): Result[] {
  const { sources } = tenant.nodePool;
  const ranges = sources ?? [environment.cluster.privateNetwork];
  const wrong = nodes.flatMap((node): Result[] => {
    const isOwn = node.metadata.labels?.[NODE_POOL] === tenant.nodePool.name;
    const about = { tenant: tenant.name, object: `Node ${node.metadata.name}` };
    return addressesOf(node).flatMap((address): Result[] => {
      const isIn = ranges.some((range) => contains(range, address));
      if (isOwn && !isIn) {
        const message = `has the address ${address}, which the proxies refuse (expected one in ${ranges.join(', ')})`;
        return [{ ...about, message, found: { id: 'live-node-kept-out' } }];
      }
      if (isOwn || !isIn || sources === undefined) return [];
      const message = `has the address ${address}, which the proxies let in, but is not a node of ${tenant.nodePool.name}`;
      return [{ ...about, message, found: { id: 'live-node-let-in' } }];
    });
  });
  const message = `its nodes are in ${ranges.join(', ')}`;
  return wrong.length > 0 ? wrong : [{ tenant: tenant.name, object: `pool ${tenant.nodePool.name}`, message }];
}

function addressesOf({ status }: LiveObject): string[] {
  return asList(asMap(status).addresses)
    .map(asMap)
    .filter(({ type, address }) => type === 'InternalIP' && /^[\d.]+$/.test(String(address)))
    .map(({ address }) => String(address));
}

async function rulesOf(world: World, { vm, state }: VmStatus): Promise<Result[]> {
  // The check of the VMs reports it.
  if (state === 'unreachable') return [];
  const about = { tenant: vm.tenant, object: `VM ${vm.proxy}` };
  const answer = await world.onVm(vm, rulesCommand(vm.files[FIREWALL_FILE] ?? ''));
  const [, live, rendered] = new RegExp(`${LIVE}\n([^]*)${RENDERED}\n([^]*)${END}`).exec(answer) ?? [];
  if (live === undefined || rendered === undefined)
    return [
      { ...about, message: `its rules could not be read: ${lastLine(answer)}`, found: { id: 'live-check-failed' } },
    ];
  const differences = firewallDifferences(live, rendered, FIREWALL_TABLE);
  if (differences.length === 0) {
    const message = `lets in ${vm.address}:${vm.port} from the tenant’s nodes, and nothing else than rendered`;
    return [{ ...about, message }];
  }
  return (['open', 'closed'] as const).flatMap((effect): Result[] => {
    const those = differences.filter((one) => one.effect === effect).map(({ message }) => printable(message));
    if (those.length === 0) return [];
    const more = those.length > MOST_SHOWN ? `; and ${those.length - MOST_SHOWN} more` : '';
    const message = `${those.slice(0, MOST_SHOWN).join('; ')}${more}`;
    return [{ ...about, message, found: { id: effect === 'open' ? 'live-firewall-open' : 'live-firewall-closed' } }];
  });
}

/**
 * Lists the rules that are loaded, and the rendered ones, which the same nft loads in an empty network of its own: so
 * both are written alike.
 */
function rulesCommand(rendered: string): string {
  return `export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"
sudo=
[ "$(id -u)" = 0 ] || sudo='sudo -n'
echo '${LIVE}'
$sudo nft --stateless list ruleset 2>&1 || exit 0
echo '${RENDERED}'
$sudo unshare --net sh -c 'nft -f - && nft --stateless list ruleset' 2>&1 <<'END_OF_RULES' || exit 0
${rendered.trimEnd()}
END_OF_RULES
echo '${END}'`;
}

function lastLine(text: string): string {
  return printable(text.trim().split('\n').at(-1) ?? '') || 'no answer';
}
