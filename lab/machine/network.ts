import type { Host } from './host';
import { CONTROL_PLANE, GATEWAY, INTERNET, type Topology } from './topology';

/** The internet's end of every line to it. */
const UPSTREAM = '169.254.1.1';

/**
 * Plugs the machines together: the private network is a bridge in the gateway, the internet a router with one line to
 * each public address, whatever address that is. The gateway lends its own address to what has none.
 */
export async function buildNetwork(topology: Topology, hosts: ReadonlyMap<string, Host>): Promise<void> {
  const host = (name: string) => hosts.get(name) as Host;
  const prefix = topology.privateNetwork.split('/')[1];
  const inside: [string, string][] = [
    [CONTROL_PLANE, topology.controlPlane.address],
    ...topology.nodes.map((node): [string, string] => [node.name, node.address]),
    ...topology.proxies.map((plan): [string, string] => [plan.host, plan.proxy.address]),
  ];
  const outside: [string, string][] = [
    [GATEWAY, topology.gateway.publicAddress],
    ...topology.proxies.map((plan): [string, string] => [plan.host, plan.publicAddress]),
  ];

  await batch(host(GATEWAY), [
    'link add private type bridge',
    `addr add ${topology.gateway.address}/${prefix} dev private`,
    'link set private up',
    ...inside.flatMap(([name], index) => [
      `link add port${index} type veth peer name eth0 netns ${host(name).pid}`,
      `link set port${index} alias ${name} master private up`,
    ]),
  ]);
  const { dns, web } = topology.internet;
  await batch(host(INTERNET), [
    ...[UPSTREAM, dns, web].map((address) => `addr add ${address}/32 dev lo`),
    ...outside.flatMap(([name, address], index) => [
      `link add line${index} type veth peer name eth1 netns ${host(name).pid}`,
      `link set line${index} alias ${name} up`,
      `route add ${address}/32 dev line${index}`,
    ]),
  ]);

  const lines = new Map<string, string[]>();
  const add = (name: string, ...more: string[]) => lines.set(name, [...(lines.get(name) ?? []), ...more]);
  for (const [name, address] of inside) add(name, 'link set eth0 up', `addr add ${address}/${prefix} dev eth0`);
  for (const [name, address] of outside) {
    add(
      name,
      'link set eth1 up',
      `addr add ${address}/32 dev eth1`,
      `route add ${UPSTREAM}/32 dev eth1 src ${address}`,
    );
    add(name, `route add default via ${UPSTREAM} dev eth1 src ${address}`);
  }
  for (const name of [CONTROL_PLANE, ...topology.nodes.map((node) => node.name)]) {
    add(name, `route add default via ${topology.gateway.address}`);
  }
  const routers = [GATEWAY, INTERNET, ...topology.nodes.map((node) => node.name)];
  await Promise.all([
    ...[...lines].map(([name, commands]) => batch(host(name), commands)),
    ...routers.map((name) => host(name).must(['sysctl', '-qw', 'net.ipv4.ip_forward=1'])),
    host(GATEWAY).must(['nft', '-f', '-'], { input: MASQUERADE }),
  ]);
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
