import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { State } from '../lifetime/state';
import type { Host } from '../machine/host';
import { must } from '../process/exec';
import { waitFor } from '../process/wait';
import { GitClone } from './git';

/**
 * OpenSSH's server, which gives the lab's clone, whatever path is asked for, to the user `git` with the lab's key. All of
 * its files are in the lab's folder or on the machine that runs it.
 */
export class SshServer {
  private constructor(private readonly folder: string) {}

  /** @param ports at which it listens */
  static async start(host: Host, state: State, ports: readonly number[]): Promise<SshServer> {
    const server = SshServer.at(state);
    const { folder } = server;
    mkdirSync(folder, { mode: 0o700 });
    await Promise.all(['host', 'client', 'other'].map((name) => server.createKey(name)));
    const { folder: repository, config } = GitClone.at(state.source);
    const command = `GIT_CONFIG_GLOBAL=${config} exec git upload-pack ${repository}`;
    const options = `command="${command}",restrict`;
    await host.write('/etc/ssh/lab_keys', `${options} ${server.publicKey('client')}\n`, '600');
    await host.must(['sh', '-c', 'echo git:x:0:0::/root:/bin/sh >>/etc/passwd && mkdir -p /run/sshd']);
    const lines = [
      ...ports.map((port) => `Port ${port}`),
      `HostKey ${join(folder, 'host')}`,
      'AuthorizedKeysFile /etc/ssh/lab_keys',
      'AuthenticationMethods publickey',
      'PermitRootLogin yes',
      'StrictModes no',
      'UsePAM no',
      'PidFile none',
    ];
    await host.write('/etc/ssh/lab_config', `${lines.join('\n')}\n`);
    const daemon = await host.start('sshd', ['/usr/sbin/sshd', '-D', '-e', '-f', '/etc/ssh/lab_config']);
    const isListening = async () => host.log('sshd.log').includes('Server listening');
    await waitFor('sshd listens', isListening, { needs: [daemon] });
    return server;
  }

  static at(state: State): SshServer {
    return new SshServer(join(state.source, 'ssh'));
  }

  /**
   * What a Secret of Flux holds for an address.
   *
   * @param identity `other`: a key that is not let in. Default: the one that is
   */
  credentials(url: string, identity: 'client' | 'other' = 'client'): Record<string, string> {
    const { hostname, port } = new URL(url);
    const place = port ? `[${hostname}]:${port}` : hostname;
    return {
      identity: readFileSync(join(this.folder, identity), 'utf8'),
      'identity.pub': this.publicKey(identity),
      known_hosts: `${place} ${this.publicKey('host')}\n`,
    };
  }

  /** A public key as known_hosts and authorized_keys have it. */
  publicKey(name: string): string {
    const [type, key] = readFileSync(join(this.folder, `${name}.pub`), 'utf8').split(' ');
    return `${type} ${key}`;
  }

  private async createKey(name: string): Promise<void> {
    await createSshKey(join(this.folder, name));
  }
}

/** Creates an ed25519 key without a passphrase, and `<file>.pub`. */
export async function createSshKey(file: string): Promise<void> {
  if (existsSync(file)) return;
  await must(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'lab', '-f', file]);
  chmodSync(file, 0o600);
}
