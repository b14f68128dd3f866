import { spawnSync } from 'node:child_process';
import { environmentText } from '../support/settings';
import { A, B, CLIENT_A, CLIENT_B, DEVELOPMENT, writtenProject } from './_project';

const allowing = (...hosts: string[]) => CLIENT_A.replace('egress:\n', `egress:\n  allow: [${hosts.join(', ')}]\n`);
const pooled = (text: string) => text.replace('nodePool: {', 'nodePool: { nodeType: DEV1-M,');
const development = (infrastructure: object, more: object = {}) =>
  environmentText('development', { infrastructure: infrastructure as never, ...more });

// Each writes and plans several times.
jest.setTimeout(20_000);

test('a changed allow list is a change of the machine, line by line, and no other', async () => {
  const project = await writtenProject({ [A]: allowing('ifconfig.me'), [B]: CLIENT_B });
  project.write({ [A]: allowing('ifconfig.me', '.example.com', '{ host: api.partner.example, ports: [8443] }') });
  const { code, err, out } = await project.run('plan', '--env', 'production', '--exit-code');
  expect([code, err]).toEqual([1, '']);
  expect(out).toMatch(
    /^in short\n {2}client-a may now reach \.example\.com on 443 \(and 80 for plain HTTP\), and api\.partner\.example on 8443 in production\n\nproduction\n {2}dist\/infra\/production\n {4}~ proxy client-a\/squid-a: squid\.conf, allow-8443\.txt, allow\.txt, nftables\.conf.* \(delivered to the VM by its apply\.sh/,
  );
  expect(out).toContain('\n          + acl partner_8443 all-of allowed_hosts_8443 allowed_ports_8443 !Safe_ports\n');
  expect(out).toContain(`
          allow-8443.txt:
          + # Allowed on ports 8443. A leading dot includes all subdomains.
          + api.partner.example
          allow.txt:
          + .example.com
          nftables.conf:
          -     tcp dport { 80, 443 } accept
          +     tcp dport { 80, 443, 8443 } accept
`);
  expect(out).toMatch(/\nproduction: 0 added, 1 changed, 0 removed$/);
  expect((await project.run('plan', '--tenant', 'client-a', '--exit-code')).code).toBe(1);
  expect(await project.run('plan', '--tenant', 'client-b', '--exit-code')).toEqual({
    code: 0,
    out: 'no changes',
    err: '',
  });
  await project.run('synth');
  expect((await project.run('plan', '--exit-code')).out).toBe('no changes');
});

test('--json has the files and all of their lines', async () => {
  const hosts = Array.from({ length: 30 }, (_, index) => `host-${index + 10}.example`);
  const project = await writtenProject({ [A]: allowing('ifconfig.me') });
  project.write({ [A]: allowing('ifconfig.me', ...hosts) });
  expect(JSON.parse((await project.run('plan', '--json', '--env', 'production')).out)).toEqual({
    version: 1,
    problems: [],
    findings: [],
    words: [
      {
        kind: 'opened',
        text: expect.stringMatching(
          /^client-a may now reach host-10\.example, .* and host-39\.example on 443 \(and 80 for plain HTTP\) in production$/,
        ),
        tenants: ['client-a'],
        environments: ['production'],
      },
    ],
    environments: [
      {
        name: 'production',
        added: [],
        changed: [],
        removed: [],
        infra: {
          added: [],
          changed: [
            {
              tenant: 'client-a',
              proxy: 'squid-a',
              files: [
                expect.objectContaining({ name: 'squid.conf' }),
                { name: 'allow.txt', lines: hosts.map((host) => `+ ${host}`) },
              ],
            },
          ],
          removed: [],
        },
      },
    ],
  });
  const { out } = await project.run('plan', '--env', 'production');
  expect(out).toContain('+ host-29.example\n          and 10 more lines\n');
  expect(out).not.toContain('+ host-30.example');
});

test('a machine that comes or goes is one line, and counts', async () => {
  const project = await writtenProject({ [A]: CLIENT_A, [B]: CLIENT_B });
  const other = 'proxies: [{ name: squid-c, address: 172.16.28.9 }]';
  project.write({ [B]: CLIENT_B.replace(/proxies: .*/, other) });
  expect((await project.run('plan', '--env', 'production')).out).toBe(`production
  dist/infra/production
    + proxy client-b/squid-c
    - proxy client-b/squid-b
production: 1 added, 0 changed, 1 removed`);
});

test('what only a new machine reads is told apart, of main.tf.json the blocks', async () => {
  const project = await writtenProject({ [A]: pooled(CLIENT_A), [B]: pooled(CLIENT_B) });
  project.write({ [DEVELOPMENT]: development({ cluster: 'kapsule' }) });
  expect((await project.run('plan')).out).toContain('    + main.tf.json\n');
  await project.run('synth');
  project.remove(B).write({
    [DEVELOPMENT]: development(
      { cluster: 'kapsule', instanceType: 'DEV1-L' },
      { monitoring: { sources: ['172.16.28.200'] } },
    ),
  });
  const { out } = await project.run('plan', '--env', 'development');
  expect(out).toContain(`
  dist/infra/development
    ~ proxy client-a/squid-a: /etc/default/prometheus-squid-exporter, /etc/systemd/system/egress-agent.service, /usr/local/lib/egress-proxy/egress-agent-machine.py, /usr/local/lib/egress-proxy/egress-agent.py, nftables.conf, cloud-init.yaml, apply.sh (delivered to the VM by its apply.sh; cloud-init.yaml takes effect when the VM is created again)
          /etc/default/prometheus-squid-exporter:
`);
  expect(out).toContain('\n          nftables.conf:\n          +   set monitoring {\n');
  expect(out).toContain(`
    - proxy client-b/squid-b
    ~ main.tf.json
          ~ output.tenants
          - scaleway_instance_ip.client-b_squid-b
              DESTRUCTIVE: Terraform releases this public address, which partners have allowed, for good: after a rename, set \`formerly\`; to keep it, set \`retired\` in the environment
          - scaleway_instance_private_nic.client-b_squid-b
          - scaleway_instance_security_group.client-b
          ~ scaleway_instance_server.client-a_squid-a
              DESTRUCTIVE: type changes from DEV1-S to DEV1-L: Terraform stops this VM to move it, and pods that use it lose their way out meanwhile
          - scaleway_instance_server.client-b_squid-b
              DESTRUCTIVE: Terraform deletes this VM, and pods that use it lose their way out: after a rename, set \`formerly\`
          - scaleway_ipam_ip.client-b_squid-b
              DESTRUCTIVE: Terraform frees this private address, which another machine may then get: after a rename, set \`formerly\`
          - scaleway_k8s_pool.client-b
              DESTRUCTIVE: Terraform deletes this pool with its nodes and all that runs on them: after a rename, set \`formerly\`
          ~ terraform_data.reserved
  dist/monitoring
    ! monitoring is added, with 21 alerts
    + alertmanager.yaml`);
  expect(out).toMatch(/^development: /m);
  const ofA = (await project.run('plan', '--tenant', 'client-a')).out;
  expect(ofA).toContain('    ~ main.tf.json\n          ~ scaleway_instance_server.client-a_squid-a\n');
  expect(ofA).not.toMatch(/client-b|output/);
});

test('a git revision is compared with there too', async () => {
  const project = await writtenProject();
  const git = (...args: string[]) => {
    const { GIT_DIR, GIT_WORK_TREE, GIT_INDEX_FILE, ...env } = process.env;
    const identity = [
      '-c',
      'user.name=somebody',
      '-c',
      'user.email=somebody@example.com',
      '-c',
      'commit.gpgsign=false',
    ];
    expect(spawnSync('git', [...identity, ...args], { cwd: project.folder, env }).status).toBe(0);
  };
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '-m', 'first');
  project.write({ [A]: allowing('ifconfig.me') });
  await project.run('synth');
  expect((await project.run('plan', '--exit-code')).out).toBe('no changes');
  const against = await project.run('plan', '--against', 'HEAD', '--env', 'development', '--exit-code');
  expect(against.code).toBe(1);
  expect(against.out).toContain(
    '~ proxy client-a/squid-a: squid.conf, /usr/local/lib/egress-proxy/listens.sh, allow.txt, ',
  );
});

test('what Terraform may take is shown each time, a broken main.tf.json is named', async () => {
  const project = await writtenProject({ [A]: pooled(CLIENT_A) });
  project.write({ [DEVELOPMENT]: development({ cluster: 'kapsule' }) });
  await project.run('synth');
  project.write({
    'dist/infra/development/backend.tf': 'terraform {}\n',
    'dist/infra/development/.terraform/providers/x/main.tf.json': '{',
    'dist/infra/development/terraform.tfstate.d/a/terraform.tfstate': '{}',
    'dist/infra/development/client-a/squid-a/notes.txt': 'ours\n',
    'dist/infra/modules/main.tf.json': '{}',
  });
  const { code: found, out } = await project.run('plan', '--exit-code');
  expect(found).toBe(1);
  expect(out).toBe(`development
  dist/infra/development
    + .terraform (unmanaged file)
    + backend.tf (unmanaged file)
    + client-a/squid-a/notes.txt (unmanaged file)
    + terraform.tfstate.d/a/terraform.tfstate (unmanaged file)
development: 4 added, 0 changed, 0 removed

production: no changes`);
  project.remove('dist/infra/development/.terraform').remove('dist/infra/development/terraform.tfstate.d');
  project.remove('dist/infra/development/backend.tf').remove('dist/infra/development/client-a/squid-a/notes.txt');
  const windows = 'dist/infra/development/client-a/squid-a/squid.conf';
  project.write({ [windows]: project.read(windows).replaceAll('\n', '\r\n') });
  expect((await project.run('plan', '--exit-code')).out).toBe('no changes');
  project.write({ 'dist/infra/development/main.tf.json': '<<<<<<< ours\n' });
  const { code, err } = await project.run('plan');
  expect({ code, err }).toEqual({
    code: 2,
    err: expect.stringMatching(/dist\/infra\/development\/main\.tf\.json is not a JSON/),
  });
});
