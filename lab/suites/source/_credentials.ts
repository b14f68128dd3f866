import { join } from 'node:path';
import { GIT_USER, serveGit } from '../../gitops/git-host';
import { createSshKey, SshServer } from '../../gitops/ssh-server';
import { must } from '../../process/exec';
import { type Ask, URL_PRIVATE, URL_SSH } from './_bed';
import { problemsOf } from './_refused';

/** Who may read the repository, and whom the controller believes that it is the repository. */
export function credentials(ask: Ask): void {
  describe('by https', () => {
    test('a public repository is read', async () => {
      const bed = ask();
      const head = await bed.clone.head();
      expect(await bed.follow('public')).toMatchObject({ status: 'True', revision: `main@sha1:${head}` });
    });

    test('a private one is read with the user and password of a Secret, and not without or with others', async () => {
      const bed = ask();
      expect(await bed.follow('no-secret', { url: URL_PRIVATE })).toMatchObject({
        status: 'False',
        message: expect.stringContaining('authentication required'),
      });
      const wrong = await bed.secret('wrong-password', { username: GIT_USER.user, password: 'wrong' });
      expect(await bed.follow('wrong-password', { url: URL_PRIVATE, secretRef: { name: wrong } })).toMatchObject({
        status: 'False',
        message: expect.stringContaining('authentication required'),
      });
      const right = await bed.secret('basic', { username: GIT_USER.user, password: GIT_USER.password });
      expect(await bed.follow('basic', { url: URL_PRIVATE, secretRef: { name: right } })).toMatchObject({
        status: 'True',
      });
    });

    test('a server of another authority is believed with that authority in a Secret alone', async () => {
      const bed = ask();
      const files = { certificate: join(bed.state.source, 'own.crt'), key: join(bed.state.source, 'own.key') };
      const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-days', '1'];
      const names = ['-subj', '/CN=own', '-addext', 'subjectAltName=DNS:git.example.com'];
      await must(['openssl', 'req', '-x509', ...key, ...names, '-keyout', files.key, '-out', files.certificate]);
      await serveGit(bed.host, bed.state, files, [{ port: 8443, tls: true }], 'git-own');
      const url = 'https://git.example.com:8443/platform/manifests';
      expect(await bed.follow('own', { url })).toMatchObject({
        status: 'False',
        message: expect.stringContaining('certificate signed by unknown authority'),
      });
      const name = await bed.secret('authority', { 'ca.crt': bed.read(files.certificate) });
      expect(await bed.change('own', { secretRef: { name } })).toMatchObject({ status: 'True' });
    });
  });

  describe('by ssh', () => {
    test('a repository is read with the key of a Secret', async () => {
      const bed = ask();
      const name = await bed.secret('deploy-key', SshServer.at(bed.state).credentials(URL_SSH));
      const head = await bed.clone.head();
      expect(await bed.follow('ssh', { url: URL_SSH, secretRef: { name } })).toMatchObject({
        status: 'True',
        revision: `main@sha1:${head}`,
      });
    });

    test('without a Secret it is refused, by check as well', async () => {
      expect(await ask().follow('ssh-no-secret', { url: URL_SSH })).toMatchObject({
        status: 'False',
        reason: 'AuthenticationFailed',
      });
      expect(problemsOf({ source: { url: URL_SSH } })).toContain('git-secret-missing');
      expect(problemsOf({ source: { url: URL_SSH, secret: 'deploy-key' } })).not.toContain('git-secret-missing');
      const repository = { url: URL_SSH, path: './deploy', ref: { branch: 'main' } };
      expect(problemsOf({ repository })).toContain('git-secret-missing');
    });

    test('with a key that the server does not know it is refused', async () => {
      const bed = ask();
      const name = await bed.secret('wrong-key', SshServer.at(bed.state).credentials(URL_SSH, 'other'));
      expect(await bed.follow('wrong-key', { url: URL_SSH, secretRef: { name } })).toMatchObject({
        status: 'False',
        message: expect.stringContaining('unable to authenticate'),
      });
    });

    test('a server with another key than known_hosts has is refused', async () => {
      const bed = ask();
      const ssh = SshServer.at(bed.state);
      await createSshKey(join(bed.state.source, 'ssh', 'outsider'));
      const known_hosts = `git.example.com ${ssh.publicKey('outsider')}\n`;
      const name = await bed.secret('wrong-host', { ...ssh.credentials(URL_SSH), known_hosts });
      expect(await bed.follow('wrong-host', { url: URL_SSH, secretRef: { name } })).toMatchObject({
        status: 'False',
        message: expect.stringMatching(/knownhosts|host key|hostkey/i),
      });
    });
  });
}
