import { API_SERVER, type Ask, METADATA } from './_bed';
import { problemsOf } from './_refused';

const SECRET = 'secret of the node';

/** A repository of a tenant that names what only the cluster reaches: what the controller does, and what check says. */
export function inside(ask: Ask): void {
  const ref = { branch: 'main' };
  const askedFor = (path: string) => ask().host.log('metadata.log').includes(path);

  beforeAll(async () => {
    const { host } = ask();
    await host.write('/var/lib/metadata/index.html', `${SECRET}\n`);
    const listen = ['-p', `${METADATA}:80`, '-h', '/var/lib/metadata'];
    await host.start('metadata', ['busybox', 'httpd', '-f', '-vv', ...listen]);
  });

  test.each([
    { what: 'the metadata of the node', url: `http://${METADATA}/named` },
    { what: 'the API server', url: `https://${API_SERVER}:6443/named` },
    { what: 'a Service', url: 'https://kubernetes.default.svc/named' },
    { what: 'itself', url: 'http://localhost:9790/named' },
  ])('$what: the settings refuse the address, and Flux could make nothing of the answer', async ({ url }) => {
    expect(problemsOf({ repository: { url, path: './deploy', ref } })).toContain('repository-url');
    const name = `inside-${url.replaceAll(/[^a-z0-9]+/g, '-')}`;
    const { status, message, revision } = await ask().follow(name, { url, ref });
    expect({ status, revision }).toEqual({ status: 'False', revision: undefined });
    expect(message).not.toContain(SECRET);
  });

  test('what the metadata service is asked, it is asked by the controller', async () => {
    expect(askedFor('/named/info/refs')).toBe(true);
  });

  test('a public server may send the controller there by a redirect: it asks once, and says nothing of the answer', async () => {
    const { source } = ask();
    source.redirect('/client-a/shop', `http://${METADATA}/redirected`);
    const url = 'https://git.example.com/client-a/shop';
    expect(problemsOf({ repository: { url, path: './deploy', ref } })).not.toContain('repository-url');
    const { status, message } = await ask().follow('redirected', { url, ref });
    expect({ status, message }).toEqual({ status: 'False', message: expect.stringContaining('redirect') });
    expect(message).not.toContain(SECRET);
    expect(askedFor('/redirected')).toBe(true);
  });
}
