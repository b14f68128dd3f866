import { isIPv4 } from 'node:net';
import { join } from 'node:path';
import type { EnvironmentModel } from '../../lib';
import type { Pki } from '../cluster/pki';
import type { State } from '../lifetime/state';
import type { Host } from '../machine/host';
import { scriptCommand } from '../process/script';
import { waitFor } from '../process/wait';
import { GitClone } from './git';
import { SshServer } from './ssh-server';

interface Listener {
  readonly port: number;
  readonly tls: boolean;
}

/** @internal what the script of the server reads */
export interface GitOrder {
  readonly listeners: readonly Listener[];
  /** The repository, and the configuration of git. */
  readonly folder: string;
  readonly config: string;
  /** A file with a map: path of a repository → where the server sends those who ask for it. */
  readonly redirects: string;
  readonly certificate: string;
  readonly key: string;
  readonly user: string;
  readonly password: string;
}

/** Who may read paths below /private/. */
export const GIT_USER = { user: 'flux', password: 'lab-password' };

/** Address of the repository where the settings set none. */
export const GIT_URL = 'https://git.invalid/lab';

/** Addresses of all repositories that the settings name. */
export function repositoryUrls({ environment, tenants }: EnvironmentModel): string[] {
  const urls = [environment.flux.source.url, ...tenants.map(({ repository }) => repository?.url)];
  return [...new Set([GIT_URL, ...urls.filter((url) => url !== undefined)])];
}

/**
 * Serves the lab's clone at the addresses that the settings give, by https, http and ssh. It runs on the machine of the
 * control plane, and the names lead to it on that machine alone.
 */
export async function startGitHost(host: Host, state: State, pki: Pki, addresses: readonly string[]): Promise<void> {
  const urls = addresses.map((address) => new URL(address));
  const hosts = [...new Set(urls.map(({ hostname }) => hostname))];
  const names = hosts.filter((name) => !isIPv4(name));
  const inside = hosts.filter((name) => isIPv4(name));
  const loopback = names.map((name) => `127.0.0.1 ${name}\n`).join('');
  await Promise.all([
    host.write('/etc/hosts', `127.0.0.1 localhost\n127.0.1.1 ${host.name}\n${loopback}`),
    ...inside.map((address) => host.must(['ip', 'address', 'add', `${address}/32`, 'dev', 'lo'])),
    pki.issue({
      file: 'git',
      subject: '/CN=git',
      names: [...names.map((name) => `DNS:${name}`), ...inside.map((address) => `IP:${address}`)],
    }),
  ]);
  const ssh = urls.filter(({ protocol }) => protocol === 'ssh:');
  const web = urls.filter(({ protocol }) => protocol !== 'ssh:');
  const started = [
    serveGit(host, state, { certificate: pki.file('git.crt'), key: pki.file('git.key') }, listeners(web)),
  ];
  if (ssh.length > 0) started.push(SshServer.start(host, state, ports(ssh)).then(() => undefined));
  await Promise.all(started);
}

/** Serves the clone by http and https with a certificate. @param name of the daemon */
export async function serveGit(
  host: Host,
  state: State,
  files: Pick<GitOrder, 'certificate' | 'key'>,
  listening: readonly Listener[],
  name = 'git',
): Promise<void> {
  const { folder, config, redirects } = GitClone.at(state.source);
  await startGitServer(host, { listeners: listening, folder, config, redirects, ...files, ...GIT_USER }, name);
}

/** Serves any repository. @param name of the daemon */
export async function startGitServer(host: Host, order: GitOrder, name = 'git'): Promise<void> {
  const daemon = await host.start(name, scriptCommand(join(__dirname, 'git-server.ts'), JSON.stringify(order)));
  const isAtWork = async () => host.log(`${name}.log`).includes('at work');
  await waitFor(`${name} serves the repository`, isAtWork, { needs: [daemon] });
}

function ports(urls: readonly URL[]): number[] {
  return [...new Set(urls.map(({ port }) => Number(port || 22)))];
}

function listeners(urls: readonly URL[]): Listener[] {
  const all = urls.map(({ protocol, port }) => ({ tls: protocol === 'https:', port }));
  const byPort = all.map(({ tls, port }): [number, Listener] => {
    const number = Number(port || (tls ? 443 : 80));
    return [number, { port: number, tls }];
  });
  return [...new Map(byPort).values()];
}
