import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { EquippedModel } from '../../../lib/runbooks';
import { editYaml } from '../../../lib/settings/edit-yaml';
import { Lab } from '../../lab';
import { leftovers } from '../../lifetime/leftovers';
import { INTERNET } from '../../machine/topology';
import { ProxyHost } from '../../outside/proxy-host';
import { renderedProxy } from '../../outside/rendered-proxy';
import { must, type Result } from '../../process/exec';
import { say, testOptions } from '../../runner/options';
import { emptyCluster } from '../scenarios/first-start/_empty';
import { writeCheckout } from './_checkout';
import { Cloud } from './_cloud';
import type { Place } from './_follow';
import { drilledModel } from './_settings';

const ASSETS = join(__dirname, 'assets');

/** Where those who log in to VMs come from. */
const ADMIN = '198.51.100.7';

/** The repository that the settings name, and the one that takes its place when it is lost. */
const URL = 'https://git.example.com/platform/egress';
export const NEW_URL = `${URL}-2`;

const FLUX_KINDS = [
  ['kustomize.toolkit.fluxcd.io', 'kustomizations'],
  ['source.toolkit.fluxcd.io', 'gitrepositories'],
] as const;

/** A cluster with its VMs, the checkout of an engineer on call, and stand-ins for what is not in the lab. */
export class DrillWorld {
  private readonly folder = mkdtempSync(join(tmpdir(), 'egress-drills-'));
  readonly checkout = join(this.folder, 'checkout');
  lab!: Lab;
  private cloud!: Cloud;
  /** By host: another address that it leaves by. */
  private readonly moved = new Map<string, string>();

  static async up(): Promise<DrillWorld> {
    const world = new DrillWorld();
    try {
      await world.furnish();
      const { name, cni, ciliumMode, kubernetes } = testOptions();
      const options = { name: `${name}-drills`, cni, ciliumMode, kubernetes };
      const step = (line: string) => say(`drills   ${line}`);
      world.lab = await Lab.up({ ...options, model: world.model(), repository: world.checkout, say: step });
      await world.follow();
      return world;
    } catch (error) {
      await world.down();
      throw error;
    }
  }

  async down(): Promise<void> {
    this.cloud?.stop();
    await this.lab?.down();
    rmSync(this.folder, { recursive: true, force: true });
    if (this.lab) expect(leftovers(this.lab.state)).toEqual([]);
  }

  /** What the checkout's settings are now. */
  model(): EquippedModel {
    // A folder of its own each time: a module that was loaded before would be taken as it was.
    const folder = mkdtempSync(join(this.folder, 'settings-'));
    const folders = { tenants: join(folder, 'tenants'), environments: join(folder, 'overlays') };
    cpSync(join(this.checkout, 'tenants'), folders.tenants, { recursive: true });
    cpSync(join(this.checkout, 'overlays'), folders.environments, { recursive: true });
    return drilledModel(folders);
  }

  /** Where the commands of a page run. @param inputs variables that the page asks for */
  place(inputs: Readonly<Record<string, string>>): Place {
    const variables = join(this.folder, 'variables');
    const lines = Object.entries(inputs).map(([name, value]) => `export ${name}='${value}'\n`);
    writeFileSync(variables, lines.join(''));
    const calls = join(this.folder, 'calls');
    return {
      cwd: this.checkout,
      env: this.env,
      variables,
      calls: () => {
        const all = readFileSync(calls, 'utf8').split('\n').filter(Boolean);
        writeFileSync(calls, '');
        return all;
      },
      change: ({ file, path, value }) => {
        const to = join(this.checkout, file);
        writeFileSync(to, editYaml(readFileSync(to, 'utf8'), { path, value }));
      },
    };
  }

  /** Runs a line of the shell in the checkout. */
  shell(line: string): Promise<string> {
    return must(['bash', '-c', line], { cwd: this.checkout, env: this.env, timeout: 180_000 });
  }

  /** Commits a change of a file in the checkout, and delivers it to Git, the VMs and the cluster. Returns the commit. */
  async deliver(file: string, change: (text: string) => string): Promise<string> {
    const path = join(this.checkout, file);
    writeFileSync(path, change(readFileSync(path, 'utf8')));
    await this.shell('git commit -qam "A change" && git push -q origin HEAD:main');
    return (await this.shell('git rev-parse HEAD')).trim();
  }

  /** Lets Flux apply what is pushed, so that no drill begins before the one before is over. */
  async settle(): Promise<void> {
    const { source, flux } = this.lab;
    const head = (await source.git('rev-parse', 'HEAD')).trim();
    for (const name of ['flux-system', 'client-egress-prod']) {
      await flux.reconcile(name);
      await flux.isApplied(name, head, 120_000);
    }
  }

  /** Runs curl in the pod of a tenant. */
  async curl(tenant: string, ...args: readonly string[]): Promise<Result> {
    return this.lab.exec(`${tenant}-demo`, 'deploy/web', ['curl', '-s', '-m', '5', ...args]);
  }

  /** The address that the internet sees of a tenant. */
  async seenAs(tenant: string): Promise<string> {
    return (await this.curl(tenant, 'http://ifconfig.me/ip')).stdout.trim();
  }

  /** Has a VM leave by another address than the declared one. */
  async moveAddress(host: string, address: string): Promise<void> {
    const internet = this.lab.host(INTERNET);
    const { publicAddress } = this.lab.proxy(host).plan;
    const [, line = ''] = /dev (\S+)/.exec(await internet.must(['ip', 'route', 'get', publicAddress])) ?? [];
    await internet.must(['ip', 'route', 'replace', `${address}/32`, 'dev', line]);
    const vm = this.lab.host(host);
    await vm.must(['ip', 'address', 'replace', `${address}/32`, 'dev', 'eth1']);
    await vm.must(['ip', 'route', 'replace', 'default', 'via', '169.254.1.1', 'dev', 'eth1', 'src', address]);
    if (address === publicAddress) this.moved.delete(host);
    else this.moved.set(host, address);
  }

  /** Takes Flux and its objects out of the cluster, and leaves what it has applied. */
  async loseFlux(): Promise<void> {
    await this.lab.stop('kustomize-controller', 'control-plane');
    for (const [group, plural] of FLUX_KINDS) {
      for (const { metadata } of await this.lab.api.list(`/apis/${group}/v1/${plural}`)) {
        const path = `/apis/${group}/v1/namespaces/${metadata.namespace}/${plural}/${metadata.name}`;
        await this.lab.api.patch(path, { metadata: { finalizers: null } });
        await this.lab.api.request('DELETE', path);
      }
    }
  }

  /** Takes everything out of the cluster, as if it were a new one. */
  loseCluster(): Promise<void> {
    return emptyCluster(this.lab, this.checkout, 'production');
  }

  /** A folder next to the checkout. */
  folderOf(name: string): string {
    const folder = join(this.folder, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  private get env(): NodeJS.ProcessEnv {
    return {
      PATH: [join(this.folder, 'bin'), this.lab?.state.bin ?? '', process.env.PATH].filter(Boolean).join(delimiter),
      HOME: join(this.folder, 'home'),
      LANG: 'C.UTF-8',
      DRILL_FOLDER: this.folder,
      DRILL_ADMIN: ADMIN,
      GIT_CONFIG_GLOBAL: join(this.folder, 'gitconfig'),
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      npm_config_update_notifier: 'false',
    };
  }

  /** The checkout with its first commit, and the stand-ins. */
  private async furnish(): Promise<void> {
    for (const name of ['bin', 'home/.ssh', 'vms', 'keys']) mkdirSync(join(this.folder, name), { recursive: true });
    writeFileSync(join(this.folder, 'calls'), '');
    const programs = { ssh: 'ssh', 'ssh-keygen': 'ssh-keygen', tofu: 'cloud', scw: 'cloud', flux: 'cloud' };
    for (const [name, asset] of Object.entries(programs)) {
      writeFileSync(join(this.folder, 'bin', name), readFileSync(join(ASSETS, `${asset}.sh`)), { mode: 0o755 });
    }
    this.cloud = await Cloud.start(join(this.folder, 'cloud'), {
      repository: this.checkout,
      replace: async (proxies) => {
        await Promise.all(proxies.map(({ tenant, proxy }) => this.replace(tenant, proxy)));
      },
      attachAddresses: async () => {
        for (const host of [...this.moved.keys()]) {
          await this.moveAddress(host, this.lab.proxy(host).plan.publicAddress);
        }
      },
      addresses: () =>
        this.lab.topology.proxies.map(
          ({ host, publicAddress }) => `${publicAddress.padEnd(16)}${this.moved.has(host) ? '-' : host}`,
        ),
      outputs: () => this.outputs(),
      bootstrap: (url) => this.bootstrap(url),
    });
    writeFileSync(join(this.folder, 'gitconfig'), '[user]\n  name = on call\n  email = on-call@example.com\n');
    await writeCheckout(this.checkout);
    await this.shell('npm run synth && npm run schema && git init -q -b main && git add -A && git commit -qm "Start"');
  }

  /** Lets the checkout follow the repository that Flux reads, and the VMs have their files from it. */
  private async follow(): Promise<void> {
    const { folder } = this.lab.source;
    await must(['git', '-c', 'safe.directory=*', '-C', folder, 'config', 'receive.denyCurrentBranch', 'updateInstead']);
    const config = `[user]\n  name = on call\n  email = on-call@example.com\n[safe]\n  directory = *
[url "${folder}"]\n  insteadOf = ${URL}\n  insteadOf = ${NEW_URL}\n`;
    writeFileSync(join(this.folder, 'gitconfig'), config);
    await this.shell(`git remote add origin ${URL} && git fetch -q origin && git reset -q --hard origin/main`);
    for (const { host, tenant, proxy } of this.lab.topology.proxies) await this.admit(host, tenant, proxy.name);
    for (const { tenant, proxy } of this.lab.topology.proxies) {
      await this.shell(`ssh -o HostKeyAlias=${proxy.name}.${tenant}.production root@${proxy.address} true`);
    }
    await this.lab.internet.serve({ name: 'partner.example' });
    await this.lab.waitFor('certificates are issued', async () => {
      const all = await this.lab.api.list('/apis/cert-manager.io/v1/namespaces/client-a-demo-egress/certificates');
      const isReady = (one: (typeof all)[number]) =>
        one.status?.conditions?.some(
          ({ type, status }: { type: string; status: string }) => type === 'Ready' && status === 'True',
        );
      return all.length === 4 && all.every(isReady);
    });
    await this.shell('npm run vm:apply -- --env production --secret');
  }

  /** Lets the stand-in for ssh find the machine of a VM, with a host key of its own. */
  private async admit(host: string, tenant: string, proxy: string): Promise<void> {
    const name = `${proxy}.${tenant}.production`;
    const key = join(this.folder, 'keys', name);
    for (const file of [key, `${key}.pub`]) rmSync(file, { force: true });
    await must(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', key]);
    writeFileSync(join(this.folder, 'vms', name), String(this.lab.host(host).pid));
  }

  /** Makes a VM again, as its user-data does. */
  private async replace(tenant: string, proxy: string): Promise<void> {
    const plan = this.lab.topology.proxies.find((one) => one.tenant === tenant && one.proxy.name === proxy);
    if (plan === undefined) throw new Error(`${tenant}/${proxy}: there is no such VM`);
    const { host } = await this.lab.replaceProxy(plan.host);
    const configuration = await renderedProxy(this.checkout)(plan, this.lab.topology);
    // Without certificates, which no user-data holds, Squid does not start.
    const needsCertificates = configuration.squidConf.includes('/etc/squid/tls/');
    if (needsCertificates) await ProxyHost.furnish(host, plan, configuration);
    else await ProxyHost.start(host, plan, configuration);
    await this.admit(plan.host, tenant, proxy);
  }

  private outputs(): Readonly<Record<string, object>> {
    const { nodes, proxies } = this.lab.topology;
    const tenants = [...new Set(proxies.map(({ tenant }) => tenant))];
    const of = (tenant: string) => ({
      publicAddress: Object.fromEntries(
        proxies.filter((plan) => plan.tenant === tenant).map(({ proxy, publicAddress }) => [proxy.name, publicAddress]),
      ),
      sources: nodes.filter((node) => node.tenant === tenant).map(({ address }) => address),
    });
    return Object.fromEntries(tenants.map((tenant) => [tenant, of(tenant)]));
  }

  private async bootstrap(url: string): Promise<void> {
    const path = '/apis/source.toolkit.fluxcd.io/v1/namespaces/flux-system/gitrepositories/flux-system';
    if (await this.lab.api.get(path)) {
      await this.lab.api.patch(`${path}?fieldManager=flux`, { spec: { url } });
      return;
    }
    await this.lab.bootstrapFlux(this.model().environment);
  }
}
