import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBinaries } from '../../binaries/ensure';
import type { User } from '../../cluster/api';
import { apiServerFlags, controllerManagerFlags, etcdFlags } from '../../cluster/control-plane';
import { Pki } from '../../cluster/pki';
import { State } from '../../lifetime/state';
import { Daemon } from '../../machine/daemon';
import { waitFor } from '../../process/wait';
import { say, testOptions } from '../../runner/options';
import { Client } from './_client';

export interface ControlPlaneOptions {
  /** Admission plugins beyond the API server's own. Default: none. */
  readonly admissionPlugins?: readonly string[];
  /** More flags of the API server. Default: none. */
  readonly flags?: readonly string[];
}

type Launch = (name: string, args: readonly string[], env?: NodeJS.ProcessEnv) => Promise<Daemon>;

/**
 * etcd, API server and controller manager on the loopback interface, on free ports: all that admission needs, no nodes,
 * no root. They end with this process, however it ends.
 */
export class AdmissionControlPlane {
  private constructor(
    private readonly folder: string,
    private readonly daemons: readonly Daemon[],
    private readonly issueUser: (name: string, user: User) => Promise<string>,
    private readonly launch: Launch,
    /** Name of a binary or folder → its path. */
    readonly binaries: Readonly<Record<string, string>>,
    /** The administrator's. */
    readonly kubeconfig: string,
    /** As the cluster's administrator; `as` gives other users. */
    readonly admin: Client,
  ) {}

  get kubectl(): string {
    return this.binaries.kubectl as string;
  }

  /** Starts another component, known to the API server as this user. */
  async run(
    name: string,
    user: User,
    args: (kubeconfig: string) => readonly string[],
    env: NodeJS.ProcessEnv = {},
  ): Promise<Daemon> {
    const kubeconfig = await this.issueUser(name, user);
    return this.launch(name, args(kubeconfig), { KUBECONFIG: kubeconfig, ...env });
  }

  static async start(options: ControlPlaneOptions = {}): Promise<AdmissionControlPlane> {
    const binaries = await ensureBinaries(say, testOptions());
    const folder = mkdtempSync(join(tmpdir(), 'egress-admission-'));
    const daemons: Daemon[] = [];
    const launch: Launch = async (name, args, env) => {
      const daemon = new Daemon(name, 'localhost', join(folder, `${name}.log`), join(folder, `${name}.json`));
      const command = ['setpriv', '--pdeathsig', 'KILL', binaries[name] as string, ...args];
      await daemon.launch(command, { PATH: process.env.PATH, HOME: folder, TMPDIR: folder, ...env });
      daemons.push(daemon);
      return daemon;
    };
    try {
      const [client = 0, peer = 0, secure = 0] = await freePorts(3);
      const at = { address: '127.0.0.1', port: secure, etcdPort: client, serviceCidr: '10.32.0.0/20' };
      const state = new State('admission', folder);
      mkdirSync(state.folder);
      const pki = await Pki.create(state);
      const server = `https://127.0.0.1:${secure}`;
      await Promise.all([
        pki.issue({ file: 'apiserver', subject: '/CN=kube-apiserver', names: ['IP:127.0.0.1', 'DNS:localhost'] }),
        pki.issueUser({ file: 'admin', subject: '/O=system:masters/CN=admin' }, server),
        pki.issueUser({ file: 'controller-manager', subject: '/CN=system:kube-controller-manager' }, server),
      ]);
      const etcd = await launch('etcd', [...etcdFlags(join(folder, 'etcd'), client, peer)]);
      const apiserver = await launch('kube-apiserver', [
        ...apiServerFlags(pki, at, ['NodeRestriction', ...(options.admissionPlugins ?? [])]),
        // There is no address but the loopback's, which endpoints cannot have.
        '--endpoint-reconciler-type=none',
        ...(options.flags ?? []),
      ]);
      const admin = new Client(secure, {
        ca: pki.file('ca.crt'),
        cert: pki.file('admin.crt'),
        key: pki.file('admin.key'),
      });
      const ready = async () => (await admin.request('GET', '/readyz')).status === 200;
      await waitFor('the API server is ready', ready, { needs: [etcd, apiserver] });
      await launch('kube-controller-manager', [...controllerManagerFlags(state, pki), '--secure-port=0']);
      const issueUser = async (file: string, { name, groups = [] }: User): Promise<string> => {
        const subject = [...groups.map((group) => `/O=${group}`), `/CN=${name}`].join('');
        await pki.issueUser({ file, subject }, server);
        return state.kubeconfig(file);
      };
      return new AdmissionControlPlane(folder, daemons, issueUser, launch, binaries, state.kubeconfig('admin'), admin);
    } catch (error) {
      await stop(daemons);
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.admin.close();
    await stop(this.daemons);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function stop(daemons: readonly Daemon[]): Promise<void> {
  for (const daemon of [...daemons].reverse()) await daemon.stop();
}

/** Held together until all are known, so that no two are the same. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, () => {
      const server = createServer();
      return new Promise<typeof server>((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
    }),
  );
  return Promise.all(
    servers.map((server) => {
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('no port');
      return new Promise<number>((resolve) => server.close(() => resolve(address.port)));
    }),
  );
}
