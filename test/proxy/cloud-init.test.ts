import { createHash } from 'node:crypto';
import { parse } from 'yaml';
import type { Tenant } from '../../lib';
import { stamp } from '../../lib/output';
import { allowLists, allowListText, nftables, proxyFiles, squidConf, vmFolder } from '../../lib/proxy';
import { monitoring } from '../../lib/settings/monitoring';
import { plan, WEB } from './_fixture';

interface CloudConfig {
  readonly bootcmd: readonly (readonly string[])[];
  readonly runcmd: readonly (readonly string[])[];
  readonly ssh_deletekeys: boolean;
  readonly ssh_genkeytypes: readonly string[];
  readonly ssh: { readonly emit_keys_to_console: boolean };
  readonly packages: readonly string[];
  readonly write_files: readonly { readonly path: string; readonly content: string }[];
}

const READ = monitoring.parse({ sources: ['172.16.28.20'] });

const GATEWAY = { namespace: 'client-a-demo-egress', image: 'haproxy', certificates: 'secret' as const };

function files(egress: Partial<Tenant['egress']> = {}, infrastructure?: object, more: object = {}) {
  const { environment, tenant, proxy } = plan(egress);
  const declared = {
    cluster: 'c',
    image: 'i',
    instanceType: 't',
    ssh: [],
    poolLabels: 'native' as const,
    ...infrastructure,
  };
  const folder = vmFolder({
    environment: { ...environment, ...(infrastructure ? { infrastructure: declared } : {}), ...more },
    tenant: { ...tenant, ...(tenant.egress.proxies.length > 1 ? { gateway: GATEWAY } : {}) },
    proxy,
  });
  const text = folder['cloud-init.yaml'] as string;
  const config = parse(text) as CloudConfig;
  return { text, config, written: new Map(config.write_files.map(({ path, content }) => [path, content])) };
}

test('a new VM starts with the very files that are rendered beside it', () => {
  const allow = [
    { host: 'a.test', ports: WEB },
    { host: 'b.test', ports: [8443] },
  ];
  const { tenant, vm } = plan({ allow });
  const { written } = files({ allow });
  const { source } = tenant;
  const stamped = (path: string, content: string) => stamp({ path, content, source });
  expect(written.get('/etc/squid/squid.conf')).toBe(stamped('squid.conf', squidConf(vm)));
  expect(written.get('/etc/nftables.conf')).toBe(stamped('nftables.conf', nftables(vm)));
  for (const list of allowLists(tenant) ?? []) {
    expect(written.get(`/etc/squid/${list.file}`)).toBe(stamped(list.file, allowListText(list)));
  }
});

test('the VM keeps the checksums of all files that it got, and does not know their commit', () => {
  const { written } = files({ allow: [{ host: 'a.test', ports: WEB }] });
  const sums = written.get('/etc/egress/files.sha256') ?? '';
  const others = [...written.keys()].filter((path) => !path.startsWith('/etc/egress/')).sort();
  expect(sums.match(/^[0-9a-f]{64} {2}\S+$/gm)?.map((line) => line.slice(66))).toEqual(others);
  for (const path of others) {
    const digest = createHash('sha256')
      .update(written.get(path) ?? '')
      .digest('hex');
    expect(sums).toContain(`${digest}  ${path}\n`);
  }
  expect(written.get('/etc/egress/commit')).toBe('unknown\n');
});

test('it begins as cloud-init wants it, and holds no key', () => {
  const { text, config } = files({ clientCertificate: true });
  expect(text).toMatch(/^#cloud-config\n/);
  expect(text).not.toMatch(/PRIVATE KEY|BEGIN CERTIFICATE|password:/);
  expect(config.packages).toContain('squid-openssl');
  expect(config.packages).not.toContain('squid');
});

test('nothing enters from the first boot on: what holds until the firewall is loaded ends after that', () => {
  const { bootcmd, runcmd } = files().config;
  expect(
    bootcmd
      .flat()
      .join('\n')
      .match(/hook input priority -10; policy drop;/g),
  ).toHaveLength(2);
  const lines = runcmd.map((line) => line.join(' '));
  const loaded = lines.indexOf('systemctl restart nftables');
  expect(loaded).toBeGreaterThan(-1);
  expect(lines.findIndex((line) => line.includes('nft delete table'))).toBe(loaded + 1);
});

test('without nft in the image, nobody can log in before the firewall is loaded', () => {
  const { bootcmd, runcmd } = files().config;
  const lines = runcmd.map((line) => line.join(' '));
  expect(bootcmd.flat().join('\n')).toContain('systemctl mask --runtime --now ssh.socket ssh.service');
  const unmasked = lines.findIndex((line) => line.includes('systemctl unmask --runtime ssh.socket ssh.service'));
  expect(unmasked).toBeGreaterThan(lines.indexOf('systemctl restart nftables'));
});

test('the VM makes host keys of its own, and its console shows their fingerprints', () => {
  expect(files().config).toMatchObject({
    ssh_deletekeys: true,
    ssh_genkeytypes: ['ed25519'],
    ssh: { emit_keys_to_console: true },
  });
});

test('logs are shipped, and metrics served, to those who are declared', () => {
  expect(files().text).not.toContain('rsyslog');
  expect(files().written.get('/etc/default/prometheus-squid-exporter')).toContain('-listen 127.0.0.1:9301');
  const logs = { to: 'syslog', host: 'logs.test', port: 6514 };
  const { text, written } = files({}, undefined, { logs, monitoring: READ });
  expect(text).toContain('target="logs.test" port="6514"');
  expect(written.get('/etc/default/prometheus-squid-exporter')).toContain('-listen 172.16.28.8:9301');
});

test('a VM that fetches its files has git, a timer, and the keys of those who may sign', () => {
  const [signer, other] = ['ssh-ed25519 AAAA', 'ssh-ed25519 BBBB'] as const;
  const pull = { url: 'https://git.example.com/egress.git', signers: [signer, other], interval: '90s', wait: '10m' };
  const { config, written } = files({}, { pull });
  expect(config.packages).toEqual(expect.arrayContaining(['git', 'openssh-client']));
  expect(config.runcmd).toContainEqual(['systemctl', 'enable', '--now', 'egress-pull.timer']);
  expect(written.get('/etc/egress/pull-signers')).toBe(`* namespaces="git" ${signer}\n* namespaces="git" ${other}\n`);
  expect(written.get('/etc/systemd/system/egress-pull.timer')).toMatch(/^OnUnitInactiveSec=90$/m);
  expect([...files().written.keys()].filter((path) => path.includes('pull'))).toEqual([]);
});

test('each further proxy of a tenant waits longer before it takes a tag', () => {
  const pull = {
    url: 'https://git.example.com/egress.git',
    signers: ['ssh-ed25519 AAAA'],
    interval: '90s',
    wait: '10m',
  };
  const { proxy } = plan();
  const others = ['first', 'second'].map((name) => ({ ...proxy, name }));
  const waits = [[proxy], [...others.slice(1), proxy], [...others, proxy]].map((proxies) => {
    const script = files({ proxies }, { pull }).written.get('/usr/local/lib/egress-proxy/egress-pull.sh') ?? '';
    return /^wait=(\d+)$/m.exec(script)?.[1];
  });
  expect(waits).toEqual(['0', '600', '1200']);
});

test('Squid keeps the five capabilities with which it opens files and ports and changes its user, and gets no others', () => {
  const unit = files().written.get('/etc/systemd/system/squid.service.d/egress-proxy.conf') ?? '';
  const value = (key: string) => [...unit.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, text]) => text);
  expect(value('CapabilityBoundingSet')).toEqual(['CAP_SETUID CAP_SETGID CAP_DAC_OVERRIDE CAP_CHOWN CAP_KILL']);
  expect(value('AmbientCapabilities')).toEqual([]);
  for (const key of ['NoNewPrivileges', 'ProtectHome', 'PrivateTmp', 'PrivateDevices', 'ProtectKernelModules']) {
    expect([key, value(key)]).toEqual([key, ['yes']]);
  }
  expect(value('ProtectSystem')).toEqual(['full']);
  expect(value('SystemCallArchitectures')).toEqual(['native']);
});

test('the machine forwards no packets, and believes no redirects', () => {
  const sysctl = files().written.get('/etc/sysctl.d/60-egress-proxy.conf') ?? '';
  for (const line of ['ip_forward = 0', 'conf.all.accept_redirects = 0', 'conf.all.accept_source_route = 0']) {
    expect(sysctl).toContain(`net.ipv4.${line}\n`);
  }
});

test("the exporter runs as another user than Squid, which may not reach this machine's own services", () => {
  const unit = files().written.get('/etc/systemd/system/prometheus-squid-exporter.service.d/egress-proxy.conf');
  expect(unit).toContain('User=squid-exporter\nDynamicUser=yes\n');
});

test('proxies of a tenant reboot at different hours, as far as the night has hours', () => {
  const proxies = ['a', 'b', 'c', 'd', 'e'].map((name, index) => ({
    name: `squid-${name}`,
    address: `172.16.28.${8 + index}`,
    port: 3128,
  }));
  const { environment, tenant } = plan({ proxies });
  const times = proxies.map(
    (proxy) => /Reboot-Time "(.*)"/.exec(vmFolder({ environment, tenant, proxy })['cloud-init.yaml'] ?? '')?.[1],
  );
  expect(times).toEqual(['02:30', '03:30', '04:30', '05:30', '02:30']);
});

test('a list too long for user-data is named, with the way out', () => {
  const allow = Array.from({ length: 5000 }, (_, index) => ({
    host: `host-${index}.some-partner.example`,
    ports: WEB,
  }));
  expect(() => files({ allow })).toThrow(
    /tenants\/client-a\.yaml: the user-data of squid-a in development has \d+ characters.*egress\.allow/,
  );
});

test('user-data may have as many characters as Scaleway takes, and not one more', () => {
  const length = (host: string) => files({ allow: [{ host, ports: WEB, sni: 'any' }] }).text.length;
  const most = 'a'.repeat(127_998 - length('a') + 1);
  expect(length(most)).toBe(127_998);
  expect(() => length(`${most}a`)).toThrow(/has 127999 characters, Scaleway takes 127998/);
});

test('each proxy of each tenant has a folder, and each file names the settings that it comes from', () => {
  const proxies = ['squid-a', 'squid-b'].map((name, index) => ({
    name,
    address: `172.16.28.${8 + index}`,
    port: 3128,
  }));
  const all = proxyFiles(plan({ proxies, allow: [{ host: 'a.test', ports: WEB }] }).model);
  expect(all.map(({ path }) => path)).toEqual(
    proxies.flatMap(({ name }) =>
      ['squid.conf', 'allow.txt', 'nftables.conf', 'cloud-init.yaml', 'apply.sh'].map(
        (file) => `dist/infra/development/client-a/${name}/${file}`,
      ),
    ),
  );
  expect(new Set(all.map(({ source }) => source))).toEqual(new Set(['tenants/client-a.yaml']));
  for (const { owner } of all) expect(owner).toEqual({ environment: 'development', tenant: 'client-a' });
});

describe('the agent', () => {
  const UNIT = '/etc/systemd/system/egress-agent.service';
  const PAIR = ['squid-a', 'squid-b'].map((name, index) => ({ name, address: `172.16.28.${8 + index}`, port: 3128 }));
  const egressCheck = { targets: ['1.1.1.1:443', 'example.com:853'] };
  const command = (egress: Partial<Tenant['egress']>, infrastructure?: object, more?: object) =>
    /^ExecStart=\S+ -I \S+ (.*)$/m.exec(files(egress, infrastructure, more).written.get(UNIT) ?? '')?.[1];

  test('is on VMs that somebody asks, and on no other', () => {
    const plain = files({}, {});
    expect([...plain.written.keys()].filter((path) => path.includes('agent'))).toEqual([]);
    expect(plain.text).not.toMatch(/egress-agent|python/);
    expect(plain.written.get('/etc/nftables.conf')).not.toMatch(/930[23]/);
    const monitored = files({}, undefined, { monitoring: READ });
    expect(monitored.config.runcmd).toContainEqual(['systemctl', 'enable', '--now', 'egress-agent.service']);
    expect(monitored.config.packages).toContain('python3');
  });

  test('serves metrics to those who may read them, and answers gateways that have a choice', () => {
    const own = '--tenant client-a --proxy squid-a --metrics';
    const targets = '--target 1.1.1.1:443 --target example.com:853';
    const read = `${own} 172.16.28.8:9303 --machine /usr/local/lib/egress-proxy/egress-agent-machine.py`;
    expect(command({}, undefined, { monitoring: READ })).toBe(read);
    const logs = { to: 'syslog', host: 'logs.test', port: 6514 };
    expect(command({ clientCertificate: true }, undefined, { monitoring: READ, logs })).toBe(
      `${read} --certificate /etc/squid/tls/tls.crt --statistics 127.0.0.1:9304`,
    );
    expect(command({}, undefined, { egressCheck })).toBe(`${own} 127.0.0.1:9303 ${targets}`);
    expect(command({ proxies: PAIR }, undefined, { egressCheck })).toBe(
      `${own} 127.0.0.1:9303 --check 172.16.28.8:9302 ${targets}`,
    );
  });

  test('gets through the firewall to its targets, which Squid does not, and is reached by whom it is for', () => {
    const rules = (...of: Parameters<typeof files>) => files(...of).written.get('/etc/nftables.conf');
    const checked = rules({ proxies: PAIR }, undefined, { egressCheck });
    expect(checked).toContain('    tcp dport { 853 } meta skuid != 13 accept\n');
    expect(checked).toContain('    ip saddr @tenant ip daddr 172.16.28.8 tcp dport 9302 accept\n');
    expect(checked).not.toContain('9303');
    const single = rules({}, undefined, { monitoring: READ, egressCheck: { targets: ['1.1.1.1:443'] } });
    expect(single).toContain('    ip saddr @monitoring ip daddr 172.16.28.8 tcp dport 9303 accept\n');
    expect(single).not.toMatch(/9302|skuid !=/);
  });
});
