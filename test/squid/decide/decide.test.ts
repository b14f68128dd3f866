import { decide, parse, type SquidRequest } from '../../../lib/squid';
import { memory } from '../parser/_memory';

const request: SquidRequest = { src: '10.0.0.1', method: 'GET', host: 'www.example.com', port: 80 };
const ask = (text: string, change: Partial<SquidRequest> = {}, version: 5 | 6 | 7 = 6) =>
  decide(parse('squid.conf', text, { files: memory({}), version }), { ...request, ...change });
/** Whether an ACL matches. */
const matches = (acl: string, change: Partial<SquidRequest> = {}) =>
  ask(`acl x ${acl}\nhttp_access allow x\nhttp_access deny all`, change).allowed;

describe('the first line that matches decides', () => {
  const text =
    'acl a src 10.0.0.0/8\nacl b method POST\nhttp_access deny a b\nhttp_access allow a !b\nhttp_access deny all';

  it('all of its terms have to match', () => {
    expect(ask(text, { method: 'POST' })).toMatchObject({ allowed: false, line: { line: 3 } });
    expect(ask(text)).toMatchObject({ allowed: true, line: { line: 4 }, reason: 'http_access allow a !b' });
    expect(ask(text, { src: '192.0.2.1' })).toMatchObject({ allowed: false, line: { line: 5 } });
  });

  it('if none does, the opposite of the last holds', () => {
    expect(ask('acl a src 192.0.2.1\nhttp_access deny a')).toEqual({
      allowed: true,
      reason: expect.stringMatching(/: allow$/),
    });
    expect(ask('acl a src 192.0.2.1\nhttp_access allow a')).toEqual({
      allowed: false,
      reason: expect.stringMatching(/: deny$/),
    });
    expect(ask('')).toMatchObject({ allowed: false });
  });

  it('what is not known matters only where it may change the outcome', () => {
    const users = 'acl users ident REQUIRED\n';
    expect(ask(`${users}http_access allow users\nhttp_access deny all`)).toMatchObject({
      allowed: 'unknown',
      line: { line: 2 },
    });
    expect(ask(`${users}http_access deny users\nhttp_access deny all`)).toMatchObject({
      allowed: false,
      line: { line: 3 },
    });
    expect(ask(`${users}acl no src 192.0.2.1\nhttp_access allow users no\nhttp_access deny all`).allowed).toBe(false);
  });
});

describe('addresses', () => {
  it.each([
    ['src 10.0.0.0/8', true],
    ['src 10.0.0.1', true],
    ['src 10.0.0.2-10.0.0.9', false],
    ['src 10.0.0.0-10.0.0.9/32', true],
    ['src 10.0.0.9/255.0.0.0', true],
    ['src all', true],
    ['src 0.0.0.0/0', true],
    ['src ipv4', false],
    ['src ipv6', false],
    ['src ::ffff:10.0.0.0/104', true],
    ['src fe80::/10', false],
    ['src host.test', 'unknown'],
  ])('%s', (acl, expected) => expect(matches(acl)).toBe(expected));

  it('of IPv6', () => {
    expect(matches('src fd00::/8', { src: 'fd00:42::42' })).toBe(true);
    expect(matches('src all', { src: 'fd00:42::42' })).toBe(true);
    expect(matches('src ipv6', { src: '2001:db8::1' })).toBe(true);
  });

  it('of a destination: any that the name resolves to is enough; an address is itself', () => {
    const acl = 'dst 169.254.0.0/16';
    expect(matches(acl)).toBe('unknown');
    expect(matches(acl, { dstAddresses: ['203.0.113.1', '169.254.42.42'] })).toBe(true);
    expect(matches(acl, { dstAddresses: ['203.0.113.1'] })).toBe(false);
    expect(matches(acl, { dstAddresses: [] })).toBe(false);
    expect(matches(acl, { host: '169.254.169.254' })).toBe(true);
    expect(matches('dst fc00::/7', { host: '[fd00:42::42]' })).toBe(true);
    expect(matches('dst -n 169.254.0.0/16', { dstAddresses: ['169.254.42.42'] })).toBe(false);
  });
});

describe('hosts', () => {
  it.each([
    ['www.example.com', true],
    ['.example.com', true],
    ['example.com', false],
    ['.WWW.Example.COM', true],
    ['ample.com', false],
    ['*.example.com', false],
  ])('dstdomain %s', (value, expected) => expect(matches(`dstdomain ${value}`)).toBe(expected));

  it('a dot stands for the domain itself too; the root’s dot does not matter', () => {
    expect(matches('dstdomain .example.com', { host: 'EXAMPLE.com.' })).toBe(true);
    expect(matches('dstdomain .example.com', { host: 'notexample.com' })).toBe(false);
  });

  it('of an address the name is looked up, unless that is forbidden', () => {
    expect(matches('dstdomain .example.com', { host: '203.0.113.1' })).toBe('unknown');
    expect(matches('dstdomain .example.com', { host: '203.0.113.1', reverseName: 'a.example.com' })).toBe(true);
    expect(matches('dstdomain -n .example.com', { host: '203.0.113.1', reverseName: 'a.example.com' })).toBe(false);
  });

  it('patterns', () => {
    expect(matches(String.raw`dstdom_regex -n (^|\.)example\.com$`)).toBe(true);
    expect(matches('dstdom_regex -n ^EXAMPLE')).toBe(false);
    expect(matches('dstdom_regex -n -i ^WWW[.][[:alpha:]]+')).toBe(true);
    expect(matches('dstdom_regex -n (')).toBe(false);
    expect(matches('url_regex ^http://www.example.com/a', { path: '/abc' })).toBe(true);
    expect(matches('url_regex ^www.example.com:443$', { method: 'CONNECT', port: 443 })).toBe(true);
    expect(matches('urlpath_regex ^/a', { path: '/abc' })).toBe(true);
  });
});

describe('the rest', () => {
  it.each<[string, Partial<SquidRequest>, boolean | 'unknown']>([
    ['port 80 443', {}, true],
    ['port 81-90', {}, false],
    ['port 1-65535', { port: 65535 }, true],
    ['method GET', {}, true],
    ['method CONNECT', {}, false],
    ['proto HTTP', {}, true],
    ['proto HTTP', { method: 'CONNECT' }, false],
    ['user_cert CN client-a', {}, false],
    ['user_cert CN client-a', { cert: { CN: 'client-a' } }, true],
    ['user_cert CN client-a', { cert: { CN: 'client-b' } }, false],
    ['localip 172.16.28.8', {}, 'unknown'],
    ['localip 172.16.28.8', { local: { address: '172.16.28.8', port: 3128, name: 'a' } }, true],
    ['localport 3129', { local: { address: '172.16.28.8', port: 3128, name: 'a' } }, false],
    ['myport 3128', { local: { address: '172.16.28.8', port: 3128, name: 'a' } }, true],
    ['myportname a', { local: { address: '172.16.28.8', port: 3128, name: 'a' } }, true],
    ['has request', {}, true],
    ['has response', {}, false],
    ['annotate_transaction a=b', {}, true],
    ['time MTWHF', {}, 'unknown'],
  ])('%s', (acl, change, expected) => expect(matches(acl, change)).toBe(expected));

  it('groups: any-of over all of its lines, all-of within each of its lines', () => {
    const parts = 'acl g method GET\nacl p method POST\nacl s src 10.0.0.0/8\n';
    const group = (line: string) => ask(`${parts}${line}\nhttp_access allow x\nhttp_access deny all`).allowed;
    expect(group('acl x any-of p g')).toBe(true);
    expect(group('acl x all-of s p')).toBe(false);
    expect(group('acl x all-of s !p')).toBe(true);
    expect(group('acl x all-of s p\nacl x all-of g')).toBe(true);
  });

  it('the manager is known by its path, and by its scheme before Squid 7', () => {
    const text = 'http_access deny manager\nhttp_access allow all';
    expect(ask(text, { path: '/squid-internal-mgr/info' }).allowed).toBe(false);
    expect(ask(text, { path: '/SQUID-internal-mgr/info' }).allowed).toBe(true);
    expect(ask(text, { scheme: 'cache_object' }).allowed).toBe(false);
    expect(ask(text, { scheme: 'cache_object' }, 7).allowed).toBe(true);
  });
});
