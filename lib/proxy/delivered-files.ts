import { createHash } from 'node:crypto';
import { stamp } from '../output';
import { FIREWALL_FILE, NFTABLES_CONF, SQUID_CONF, SQUID_FOLDER } from '../vocabulary';
import type { ProxyVm } from './_vm';
import { vmFiles } from './_vm-files';
import { allowLists, allowListText } from './allow-list';
import { nftables } from './nftables';
import { squidConf } from './squid-conf';

type Files = Readonly<Record<string, string>>;

/** The files that configure Squid and the firewall, by their names in the proxy's folder. */
export function configurationFiles(vm: ProxyVm): Files {
  return {
    [SQUID_CONF]: squidConf(vm),
    ...Object.fromEntries((allowLists(vm.tenant) ?? []).map((list) => [list.file, allowListText(list)])),
    [NFTABLES_CONF]: nftables(vm),
  };
}

/**
 * All files that a VM gets from us, path → content, byte for byte the same from user-data and from `apply.sh`. Certificates
 * are not among them, nor is what the VM records about these files.
 *
 * @param files its {@link configurationFiles}, where they are known already
 */
export function deliveredFiles(vm: ProxyVm, files = configurationFiles(vm)): Files {
  const { source } = vm.tenant;
  const configuration = Object.entries(files).map(([name, content]) => [
    name === NFTABLES_CONF ? FIREWALL_FILE : `${SQUID_FOLDER}/${name}`,
    stamp({ path: name, content, source }),
  ]);
  return { ...Object.fromEntries(configuration), ...vmFiles(vm) };
}

/** The list of their checksums that the VM keeps, as `sha256sum --check` reads it, sorted by path. */
export function checksumList(files: Files): string {
  return Object.keys(files)
    .sort()
    .map((path) => `${sha256(files[path] as string)}  ${path}\n`)
    .join('');
}

/** What the agent on the VM reports as the checksum of that list. */
export function checksumOf(vm: ProxyVm): string {
  return sha256(checksumList(deliveredFiles(vm)));
}

function sha256(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}
