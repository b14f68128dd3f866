import { insideFault, parseUrl, platformUrlFault, urlFault } from '../../lib/settings/repository-url';

test.each([
  'https://github.com/example/shop',
  'https://GitHub.com./example/shop.git',
  'https://git.partner.co.uk:8443/a/b?x=y',
  'https://xn--bcher-kva.example/a',
  'https://51.15.1.1/a/b',
  'https://internal.example.com/metadata/x',
  'ssh://git@github.com/example/shop',
  'ssh://git@ssh.github.com:443/example/shop.git',
])('%s is a public host, for tenants and the platform', (url) => {
  expect(urlFault(url)).toBeUndefined();
  expect(platformUrlFault(url)).toBeUndefined();
  expect(insideFault(parseUrl(url)?.host ?? '')).toBeUndefined();
});

test.each([
  ['https://gitea.git.svc/a/b', 'a name inside the cluster'],
  ['http://172.16.28.50:3000/a/b', '172.16.0.0/12: private'],
  ['ssh://git@git.corp.internal/a/b', 'a name inside the cluster'],
  ['ssh://git@gitserver/a/b', 'not the full name of a public host'],
])('%s is for the platform alone, with a warning', (url, why) => {
  expect(urlFault(url)).toBeDefined();
  expect(platformUrlFault(url)).toBeUndefined();
  expect(insideFault(parseUrl(url)?.host ?? '')).toContain(why);
});

test.each([
  'http://169.254.42.42/a',
  'https://127.0.0.1/a',
  'https://localhost/a',
  'https://2852039166/a',
  'https://0x7f.1/a',
  'https://0.0.0.0/a',
  'https://[::1]/a',
  'https://metadata.google.internal/a',
  'https://github.com@169.254.42.42/a',
  'https://github.com\\@10.0.0.1/a',
  'file:///etc/passwd',
  'https://github.com',
  'HTTPS://github.com/a',
])('%s is for no one', (url) => {
  expect(urlFault(url)).toBeDefined();
  expect(platformUrlFault(url)).toBeDefined();
});
