import type { Host } from './host';
import { CONTROL_PLANE, GATEWAY, INTERNET, type Topology } from './topology';

/** The internet's end of every line to it. */
const UPSTREAM = '169.254.1.1';

/** A machine's address, in the private network or on the internet. */
type Line = readonly [name: string, address: string];

/**
 * Plugs the machines together: the private network is a bridge in the gateway, the internet a router with one line to
 * each public address, whatever address that is. The gateway lends its own address to what has none.
 */
export async function buildNetwork(topology: Topology, hosts: ReadonlyMap<string, Host>): Promise<void> {
  const host = (name: string) => hosts.get(name) as Host;
  const prefix = prefixOf(topology);
  const { inside, outside } = linesOf(topology);
  await batch(host(GATEWAY), [
    'link add private type bridge',
    `addr add ${topology.gateway.address}/${prefix} dev private`,
    'link set private up',
    ...inside.flatMap(([name], index) => insideLink(index, name, host(name).pid)),
  ]);
  const { dns, web } = topology.internet;
  await batch(host(INTERNET), [
    ...[UPSTREAM, dns, web].map((address) => `addr add ${address}/32 dev lo`),
    ...outside.flatMap(([name, address], index) => outsideLink(index, name, address, host(name).pid)),
  ]);
  const names = [...new Set([...inside, ...outside].map(([name]) => name))];
  const routers = [GATEWAY, INTERNET, ...topology.nodes.map((node) => node.name)];
  await Promise.all([
    ...names.map((name) => batch(host(name), ownCommands(topology, name))),
    ...routers.map((name) => host(name).must(['sysctl', '-qw', 'net.ipv4.ip_forward=1'])),
    host(GATEWAY).must(['nft', '-f', '-'], { input: MASQUERADE }),
  ]);
}

/** Plugs in a machine that takes the place of one that is gone. Its end of the cables went with the other one. */
export async function plugIn(topology: Topology, hosts: ReadonlyMap<string, Host>, name: string): Promise<void> {
  const host = hosts.get(name) as Host;
  const { inside, outside } = linesOf(topology);
  const port = inside.findIndex(([other]) => other === name);
  const line = outside.findIndex(([other]) => other === name);
  if (port >= 0) await batch(hosts.get(GATEWAY) as Host, insideLink(port, name, host.pid));
  const address = outside[line]?.[1];
  if (address) await batch(hosts.get(INTERNET) as Host, outsideLink(line, name, address, host.pid));
  await batch(host, ownCommands(topology, name));
}

function prefixOf({ privateNetwork }: Topology): string {
  return privateNetwork.split('/')[1] ?? '';
}

function linesOf({ controlPlane, nodes, proxies, gateway }: Topology): Readonly<Record<'inside' | 'outside', Line[]>> {
  return {
    inside: [
      [CONTROL_PLANE, controlPlane.address],
      ...nodes.map((node): Line => [node.name, node.address]),
      ...proxies.map((plan): Line => [plan.host, plan.proxy.address]),
    ],
    outside: [[GATEWAY, gateway.publicAddress], ...proxies.map((plan): Line => [plan.host, plan.publicAddress])],
  };
}

/** Commands of the gateway, which holds the bridge. */
function insideLink(index: number, name: string, pid: number): string[] {
  return [
    `link add port${index} type veth peer name eth0 netns ${pid}`,
    `link set port${index} alias ${name} master private up`,
  ];
}

/** Commands of the internet's router. */
function outsideLink(index: number, name: string, address: string, pid: number): string[] {
  return [
    `link add line${index} type veth peer name eth1 netns ${pid}`,
    `link set line${index} alias ${name} up`,
    `route add ${address}/32 dev line${index}`,
  ];
}

/** Commands of the machine itself. */
function ownCommands(topology: Topology, name: string): string[] {
  const { inside, outside } = linesOf(topology);
  const [own, seenAs] = [inside, outside].map((lines) => lines.find(([other]) => other === name)?.[1]);
  const viaGateway = [CONTROL_PLANE, ...topology.nodes.map((node) => node.name)].includes(name);
  return [
    ...(own ? ['link set eth0 up', `addr add ${own}/${prefixOf(topology)} dev eth0`] : []),
    ...(seenAs
      ? [
          'link set eth1 up',
          `addr add ${seenAs}/32 dev eth1`,
          `route add ${UPSTREAM}/32 dev eth1 src ${seenAs}`,
          `route add default via ${UPSTREAM} dev eth1 src ${seenAs}`,
        ]
      : []),
    ...(viaGateway ? [`route add default via ${topology.gateway.address}`] : []),
  ];
}

const MASQUERADE = `table ip nat {
  chain post {
    type nat hook postrouting priority 100
    oifname "eth1" masquerade
  }
}
`;

/** Runs `ip` commands in the host's network. Only that: a process number is to mean what it means outside. */
async function batch(host: Host, commands: readonly string[]): Promise<void> {
  await host.mustInNetwork(['ip', '-batch', '-'], { input: `${commands.join('\n')}\n` });
}
