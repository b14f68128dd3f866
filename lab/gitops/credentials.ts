import { readFileSync } from 'node:fs';
import type { Environment } from '../../lib';
import type { Api } from '../cluster/api';
import type { State } from '../lifetime/state';
import { GIT_USER } from './git-host';
import { signingKey } from './source';
import { SshServer } from './ssh-server';

const SECRETS = '/api/v1/namespaces/flux-system/secrets';

/** Creates the Secrets that the settings name for the platform's repository: what a user creates by hand. */
export async function giveCredentials(api: Api, state: State, { flux }: Environment): Promise<void> {
  const { url = '', secret, verify } = flux.source;
  const own = url.startsWith('ssh:')
    ? SshServer.at(state).credentials(url)
    : { username: GIT_USER.user, password: GIT_USER.password };
  const signers = () => ({ 'lab.sshpub': readFileSync(`${signingKey(state)}.pub`, 'utf8') });
  const all: Record<string, Record<string, string>> = {
    ...(verify ? { [verify.secret]: signers() } : {}),
    ...(secret ? { [secret]: { ...(secret === verify?.secret ? signers() : {}), ...own } } : {}),
  };
  for (const [name, stringData] of Object.entries(all)) {
    await api.create(SECRETS, { apiVersion: 'v1', kind: 'Secret', metadata: { name }, stringData });
  }
}
