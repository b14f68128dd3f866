import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { State } from '../lifetime/state';
import { must } from '../process/exec';

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc'];

interface Identity {
  /** File name of the certificate, its key and, for users, its kubeconfig. */
  readonly file: string;
  /** For example `/O=system:nodes/CN=system:node:a`. */
  readonly subject: string;
  /** For example `DNS:ifconfig.me`. Default: none. */
  readonly names?: readonly string[];
  /** Default: 30. */
  readonly days?: number;
}

/** One certificate authority signs all of a lab's certificates: the cluster's and the internet's. */
export class Pki {
  private constructor(private readonly state: State) {}

  static async create(state: State): Promise<Pki> {
    // Web servers of the lab drop no privileges, so that only root needs to enter.
    mkdirSync(state.pki, { recursive: true, mode: 0o700 });
    const pki = new Pki(state);
    const root = [
      ...KEY,
      '-days',
      '30',
      '-subj',
      '/CN=lab-ca',
      '-keyout',
      pki.file('ca.key'),
      '-out',
      pki.file('ca.crt'),
    ];
    await Promise.all([
      must(['openssl', 'req', '-x509', ...root]),
      must(['openssl', 'genrsa', '-out', pki.file('sa.key'), '2048']),
    ]);
    await must(['openssl', 'rsa', '-in', pki.file('sa.key'), '-pubout', '-out', pki.file('sa.pub')]);
    return pki;
  }

  static attach(state: State): Pki {
    return new Pki(state);
  }

  file(name: string): string {
    return join(this.state.pki, name);
  }

  async issue(identity: Identity): Promise<void> {
    const { file, subject, names = [], days = 30 } = identity;
    const signed = ['-CA', this.file('ca.crt'), '-CAkey', this.file('ca.key')];
    const extensions = ['-addext', 'basicConstraints=critical,CA:FALSE'];
    if (names.length > 0) extensions.push('-addext', `subjectAltName=${names.join(',')}`);
    const out = ['-subj', subject, '-keyout', this.file(`${file}.key`), '-out', this.file(`${file}.crt`)];
    await must(['openssl', 'req', '-x509', ...KEY, '-days', String(days), ...signed, ...extensions, ...out]);
  }

  /** Issues a certificate for a user of the API server, and writes `<file>.kubeconfig`. */
  async issueUser(identity: Identity, server: string): Promise<void> {
    await this.issue(identity);
    const kubeconfig = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'lab', cluster: { server, 'certificate-authority': this.file('ca.crt') } }],
      users: [
        {
          name: identity.file,
          user: {
            'client-certificate': this.file(`${identity.file}.crt`),
            'client-key': this.file(`${identity.file}.key`),
          },
        },
      ],
      contexts: [{ name: 'lab', context: { cluster: 'lab', user: identity.file } }],
      'current-context': 'lab',
    };
    writeFileSync(this.state.kubeconfig(identity.file), JSON.stringify(kubeconfig, null, 2), { mode: 0o600 });
  }
}
