import type { Lab } from '../../../lab';
import type { Host } from '../../../machine/host';

const FOLDER = '/var/lib/partner';
const USER = 'shop';

/** A partner outside that takes files by SFTP: the real sshd, with one user. */
export class SftpPartner {
  private constructor(
    private readonly host: Host,
    /** Type and key, as a line of known_hosts ends. */
    readonly hostKey: string,
    /** Private key of its user. */
    readonly clientKey: string,
  ) {}

  static async start(lab: Lab, name: string): Promise<SftpPartner> {
    const host = lab.host('internet');
    const { web } = lab.topology.internet;
    await host.must(['mkdir', '-p', '/run/sshd', `${FOLDER}/home/inbox`]);
    await host.must(['sh', '-c', `echo '${USER}:x:1500:1500::${FOLDER}/home:/bin/sh' >>/etc/passwd`]);
    await host.must(['chown', '-R', '1500:1500', `${FOLDER}/home`]);
    for (const key of ['host', 'client'])
      await host.must(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', `${FOLDER}/${key}`]);
    const lines = [
      `ListenAddress ${web}:22`,
      `HostKey ${FOLDER}/host`,
      `AuthorizedKeysFile ${FOLDER}/client.pub`,
      'AuthenticationMethods publickey',
      'StrictModes no',
      'UsePAM no',
      'PidFile none',
      'Subsystem sftp internal-sftp',
    ];
    await host.write('/etc/ssh/partner_config', `${lines.join('\n')}\n`);
    await host.start('partner-sshd', ['/usr/sbin/sshd', '-D', '-e', '-f', '/etc/ssh/partner_config']);
    await lab.waitFor('sshd listens', async () => host.log('partner-sshd.log').includes('Server listening'));
    await lab.internet.resolve(name, web);
    const read = (file: string) => host.must(['cat', `${FOLDER}/${file}`]);
    const [type = '', blob = ''] = (await read('host.pub')).trim().split(' ');
    return new SftpPartner(host, `${type} ${blob}`, await read('client'));
  }

  /** Addresses from which its user has logged in. */
  logins(): string[] {
    const line = new RegExp(`Accepted publickey for ${USER} from (\\S+) `, 'g');
    return [...this.host.log('partner-sshd.log').matchAll(line)].map(([, address = '']) => address);
  }

  /** What has arrived, by name. */
  inbox(): Promise<string> {
    return this.host.must(['sh', '-c', `cd ${FOLDER}/home/inbox && grep -r . .`]);
  }
}
