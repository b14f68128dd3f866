import { EgressError } from '../errors';
import { AGENT_UNIT, APPLY_SCRIPT, CHECKSUMS_FILE, COMMIT_FILE, PULL_UNIT, UNKNOWN_COMMIT } from '../vocabulary';
import { YamlWriter } from '../yaml';
import { hasAgent } from './_agent';
import { firstBoot, firstBootOver } from './_first-boot';
import { checkedLists, makeNamesKey } from './_names-hop';
import { pulls } from './_pull';
import type { ProxyVm } from './_vm';
import { checksumList } from './delivered-files';

/** What Scaleway takes as user-data. */
const MOST_CHARACTERS = 127_998;

const writer = new YamlWriter({ version: '1.2' });

/**
 * The user-data of the VM: it installs, configures and hardens. It contains no secret, since every process on the VM can read it;
 * certificates come by `apply.sh --tls`.
 *
 * @param files all files that the VM gets, path → content
 * @throws EgressError (1) when the allow list makes it longer than Scaleway takes
 */
export function cloudInit(vm: ProxyVm, files: Readonly<Record<string, string>>): string {
  const { environment, tenant, proxy } = vm;
  const { logs } = environment;
  const written = {
    ...files,
    [CHECKSUMS_FILE]: checksumList(files),
    [COMMIT_FILE]: `${UNKNOWN_COMMIT}\n`,
  };
  const config = {
    bootcmd: [['sh', '-c', firstBoot()]],
    package_update: true,
    package_upgrade: true,
    packages: [
      'squid-openssl',
      'nftables',
      'prometheus-squid-exporter',
      'unattended-upgrades',
      'curl',
      'openssl',
      ...(hasAgent(vm) ? ['python3'] : []),
      ...(pulls(vm) ? ['git', 'openssh-client'] : []),
      ...(logs?.to === 'syslog' ? ['rsyslog', 'rsyslog-gnutls'] : []),
    ],
    ntp: { enabled: true },
    ssh_pwauth: false,
    // Keys of its own, not the image's; their fingerprints are on the serial console, and nowhere else.
    ssh_deletekeys: true,
    ssh_genkeytypes: ['ed25519'],
    ssh: { emit_keys_to_console: true },
    // Written before the packages come, which leave files alone that are there: nothing ever runs as they would have it.
    write_files: Object.entries(written).map(([path, content]) => ({ path, content })),
    runcmd: [
      ['sysctl', '--system'],
      ['systemctl', 'enable', 'nftables'],
      ['systemctl', 'restart', 'nftables'],
      ['sh', '-c', firstBootOver()],
      ['systemctl', 'daemon-reload'],
      ['systemctl', 'restart', 'prometheus-squid-exporter'],
      ...(logs?.to === 'syslog'
        ? [
            // Ubuntu's rsyslog is no root, and Squid's logs are of this group.
            ['sh', '-c', 'if id syslog; then usermod -aG proxy syslog; fi'],
            ['systemctl', 'restart', 'rsyslog'],
          ]
        : []),
      ...(checkedLists(vm).length > 0 ? [['sh', '-c', makeNamesKey()]] : []),
      // Without certificates it does not come up yet, which is not to end the list.
      ['systemctl', '--no-block', 'restart', 'squid'],
      ['systemctl', 'enable', '--now', 'squid-listener.timer'],
      ...(hasAgent(vm) ? [['systemctl', 'enable', '--now', AGENT_UNIT]] : []),
      ...(pulls(vm) ? [['systemctl', 'enable', '--now', `${PULL_UNIT}.timer`]] : []),
    ],
  };
  const head = `#cloud-config
# The VM of ${proxy.name}, a proxy of ${tenant.name} in ${environment.name}. Read once, when the VM is created; ${APPLY_SCRIPT} installs later changes.
`;
  const text = head + writer.write(config);
  if (text.length > MOST_CHARACTERS) {
    throw new EgressError(
      `${tenant.source}: the user-data of ${proxy.name} in ${environment.name} has ${text.length} characters, ` +
        `Scaleway takes ${MOST_CHARACTERS}: shorten egress.allow, .example.com is example.com and all below it`,
      1,
    );
  }
  return text;
}
