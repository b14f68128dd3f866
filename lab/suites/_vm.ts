import { parse } from 'yaml';
import type { Pki } from '../cluster/pki';
import type { Host } from '../machine/host';
import type { World } from '../testbed/proxies';

interface CloudConfig {
  readonly write_files: readonly { readonly path: string; readonly content: string }[];
}

/**
 * Writes all files of a proxy's VM, gives it a small disk for its access log, and has it trust the lab's authority in place of the
 * public ones.
 *
 * @returns the files
 */
export async function prepareVm(world: World, name: string): Promise<CloudConfig['write_files']> {
  const host = world.host(name);
  const { write_files } = parse(world.rendered(name)['cloud-init.yaml'] as string) as CloudConfig;
  for (const { path, content } of write_files) await host.write(path, content);
  await host.must(['mkdir', '-p', '/var/log/squid', '/var/spool/rsyslog']);
  await host.must(['mount', '-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', '/var/log/squid']);
  await trustLab(world.pki, host);
  return write_files;
}

/** Has a machine trust the lab's authority: by the file of all authorities, and by the folder in which OpenSSL looks for one. */
export async function trustLab(pki: Pki, host: Host): Promise<void> {
  const authority = pki.file('ca.crt');
  await host.must(['cp', authority, '/etc/ssl/certs/ca-certificates.crt']);
  const hash = await host.must(['openssl', 'x509', '-noout', '-hash', '-in', authority]);
  await host.must(['cp', authority, `/etc/ssl/certs/${hash.trim()}.0`]);
}
