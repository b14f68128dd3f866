import type { Host } from '../machine/host';

/** Folder from which the container runtime takes plugins. */
export const CNI_BIN = '/var/lib/cni/bin';
/** Folder from which it takes the configuration that names them. */
export const CNI_CONF = '/etc/cni/net.d';

/** The plugin that opens host ports, for the end of a chain. */
export const PORTMAP = { type: 'portmap', snat: true, capabilities: { portMappings: true } };

/** Puts a plugin beside those of the machine. */
export async function addPlugin(host: Host, plugin: string): Promise<void> {
  const links = `mkdir -p ${CNI_BIN} && ln -s /usr/lib/cni/* "$1" ${CNI_BIN}/`;
  await host.must(['sh', '-c', links, 'link', plugin]);
}

/** Names the plugins, in the order in which they are called. */
export async function configurePlugins(host: Host, name: string, plugins: readonly object[]): Promise<void> {
  const text = JSON.stringify({ cniVersion: '0.3.1', name, plugins });
  await host.write(`${CNI_CONF}/10-${name}.conflist`, text);
}
