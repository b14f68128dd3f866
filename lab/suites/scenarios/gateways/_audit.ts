import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { PodLine } from '../../../../lib/audit';
import { type Result, run } from '../../../process/exec';
import { scriptCommand } from '../../../process/script';
import type { LogLine } from '../../../testbed/proxies';
import type { Gateways } from './_world';

const MAIN = resolve(__dirname, '../../../../lib/cli/main.ts');

/** What a client might hope to be taken for. */
const FORGED = ['X-Egress-Client', 'x-egress-client', 'X-Forwarded-For', 'Forwarded', 'X-Egress-Source', 'Client'];
const HEADERS = FORGED.flatMap((name) =>
  ['-H', '--proxy-header'].map((flag) => `${flag} '${name}: 100.64.0.9:1'`),
).join(' ');

/** 30 requests on one connection, and 10 tunnels. The user agent says who it was. */
const ASK = `for round in $(seq $2); do
  curl -s -m 60 -A $1 ${HEADERS} 'http://ifconfig.me/[1-30]'
  curl -s -m 60 -A $1 ${HEADERS} -H 'Connection: close' 'https://ifconfig.me/[1-10]'
done >/dev/null`;

/** Pods of some names that send requests, what audit:pods records about them, and what audit:join makes of both. */
export class Audit {
  private recorder?: ChildProcess;
  private readonly file: string;

  constructor(readonly world: Gateways) {
    this.file = join(world.lab.state.folder, 'pods.jsonl');
  }

  /** Starts the command that records pods' addresses. */
  async record(): Promise<void> {
    const [command = '', ...args] = scriptCommand(MAIN, 'audit:pods');
    const out = openSync(this.file, 'a');
    this.recorder = spawn(command, args, { env: this.world.lab.environment, stdio: ['ignore', out, 'inherit'] });
    closeSync(out);
    await this.world.lab.waitFor('pods are listed', async () => this.pods().some(({ state }) => state === 'listed'));
  }

  end(): void {
    this.recorder?.kill();
  }

  /** Starts pods like those of the tenant's workload; addresses that are free are used again at once. */
  async start(tenant: string, names: readonly string[]): Promise<void> {
    const namespace = `${tenant}-demo`;
    const { lab, cluster } = this.world;
    const nodes = lab.topology.nodes.map(({ name }) => lab.host(name));
    const forget = 'find /var/lib/cni /run -name "last_reserved_ip*" -delete 2>/dev/null; true';
    await Promise.all(nodes.map((node) => node.must(['sh', '-c', forget])));
    const web = await lab.api.get(`/apis/apps/v1/namespaces/${namespace}/deployments/web`);
    const path = `/api/v1/namespaces/${namespace}/pods`;
    for (const name of names) {
      const metadata = { name, labels: { load: 'audit' } };
      await lab.api.create(path, { ...web?.spec.template, apiVersion: 'v1', kind: 'Pod', metadata });
    }
    const ready = names.map((name) => `pod/${name}`);
    await cluster.byHand('wait', ...ready, '--for=condition=Ready', '--timeout=120s', '--namespace', namespace);
  }

  async stop(tenant: string, names: readonly string[]): Promise<void> {
    const pods = names.map((name) => `pod/${name}`);
    await this.world.cluster.byHand('delete', ...pods, '--namespace', `${tenant}-demo`, '--grace-period=1');
  }

  inPod(tenant: string, name: string, script: string): Promise<Result> {
    return this.world.lab.exec(`${tenant}-demo`, name, ['sh', '-c', script], { timeout: 300_000 });
  }

  /** Sends 40 requests per pod and round. */
  async ask(tenant: string, names: readonly string[], rounds: number): Promise<void> {
    await Promise.all(
      names.map(async (name) => {
        const command = ['sh', '-c', ASK, 'ask', name, String(rounds)];
        const { code } = await this.world.lab.exec(`${tenant}-demo`, name, command, { timeout: 300_000 });
        expect({ name, code }).toEqual({ name, code: 0 });
      }),
    );
  }

  /** How many addresses more than one pod of a load has had, and the nodes that pods ran on. */
  addresses(): { readonly reused: number; readonly nodes: readonly string[] } {
    const pods = new Map<string, Set<string>>();
    const nodes = new Set<string>();
    for (const line of this.pods()) {
      if (line.state !== 'pod' || !/^[a-d]-\d$/.test(line.pod)) continue;
      pods.set(line.address, (pods.get(line.address) ?? new Set()).add(line.pod));
      nodes.add(line.node);
    }
    return { reused: [...pods.values()].filter(({ size }) => size > 1).length, nodes: [...nodes] };
  }

  /** The audit records of all proxies. */
  lines(): string[] {
    const { lab } = this.world;
    const logs = lab.topology.proxies.map(({ host }) => lab.log(host, 'squid/access.log'));
    return logs.join('').trim().split('\n');
  }

  /** The audit records, once there are that many, joined. */
  async joined(count: number): Promise<LogLine[]> {
    const { lab } = this.world;
    const log = join(lab.state.folder, 'audit.log');
    const lines = await lab.waitFor(`${count} lines`, async () =>
      this.lines().length >= count ? this.lines() : undefined,
    );
    writeFileSync(log, `${lines.join('\n')}\n`);
    const result = await run(scriptCommand(MAIN, 'audit:join', log, '--pods', this.file), { timeout: 120_000 });
    expect(result).toMatchObject({ code: 0 });
    return result.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as LogLine);
  }

  private pods(): PodLine[] {
    const text = readFileSync(this.file, 'utf8');
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as PodLine);
  }
}
