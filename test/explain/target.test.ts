import { readTarget } from '../../lib/settings/target';

test.each([
  [
    'https://ifconfig.me/ip',
    { scheme: 'https', method: 'GET', host: 'ifconfig.me', port: 443, path: '/ip', protocol: 'TCP' },
  ],
  ['GET https://ifconfig.me', { scheme: 'https', method: 'GET', port: 443, path: '/' }],
  [
    'post http://Example.COM.:8080/a?b#c',
    { scheme: 'http', method: 'POST', host: 'example.com', port: 8080, path: '/a?b' },
  ],
  ['CONNECT evil.example:443', { scheme: 'connect', method: 'CONNECT', host: 'evil.example', port: 443 }],
  ['api.example.com:8443', { scheme: 'connect', method: 'CONNECT', port: 8443 }],
  ['[2001:db8::1]:443', { scheme: 'connect', host: '2001:db8::1', port: 443 }],
  ['udp://9.9.9.9:53', { scheme: 'udp', protocol: 'UDP', port: 53 }],
  ['tcp://172.16.30.4:5432', { scheme: 'tcp', protocol: 'TCP', host: '172.16.30.4' }],
])('%s', (text, expected) => {
  expect(readTarget(text)).toMatchObject(expected);
});

test.each([
  ['example.com', /has no port/],
  ['tcp://example.com', /has no port/],
  ['ftp://example.com/', /has the scheme ftp \(expected http, https, tcp or udp\)/],
  ['example.com:0', /has the port 0 \(expected 1 to 65535\)/],
  ['example.com:70000', /expected 1 to 65535/],
  ['GET example.com:443', /GET needs a URL/],
  ['https://user@example.com/', /has a user or a password \(expected a URL without them\)/],
  ['https://bücher.example/', /has a host that is not in ASCII \(expected xn--bcher-kva\.example, as it is sent\)/],
  ['tcp://bücher.example:22', /expected xn--bcher-kva\.example,/],
  ['https://a b/', /is not a valid target/],
  ['https://-bad-/', /is not a valid target/],
  ['https://1.2.3/', /is not a valid target/],
  ['', /is not a valid target/],
])('%s is refused', (text, message) => {
  expect(readTarget(text)).toMatch(message);
});
