import { allowLists, allowListText } from '../../lib/proxy';
import fc from '../support/fast-check';
import { plan, WEB } from './_fixture';

function lists(
  ...allow: { host: string; ports: number[]; sni?: 'any'; reason?: string; owner?: string; until?: string }[]
) {
  return allowLists(plan({ allow }).tenant);
}

test('no list is something else than an empty one', () => {
  expect(allowLists(plan().tenant)).toBeUndefined();
  expect(lists()).toEqual([]);
});

test('entries of the same ports share a file; the file of the web comes first', () => {
  const all = lists(
    { host: 'b.test', ports: [8443] },
    { host: 'a.test', ports: WEB },
    { host: 'c.test', ports: [443, 80] },
  );
  expect(all).toEqual([
    { file: 'allow.txt', suffix: '', checked: true, ports: WEB, hosts: ['a.test', 'c.test'], notes: new Map() },
    { file: 'allow-8443.txt', suffix: '_8443', checked: true, ports: [8443], hosts: ['b.test'], notes: new Map() },
  ]);
});

test('entries whose names inside TLS are not compared have a file of their own', () => {
  const any = 'any' as const;
  const all = lists(
    { host: 'b.test', ports: [8443], sni: any },
    { host: 'a.test', ports: WEB, sni: any },
    { host: '.a.test', ports: WEB },
  );
  expect(all?.map(({ file, suffix, checked, hosts }) => [file, suffix, checked, ...hosts])).toEqual([
    ['allow-8443-any.txt', '_8443-any', false, 'b.test'],
    ['allow-any.txt', '_any', false, 'a.test'],
    ['allow.txt', '', true, '.a.test'],
  ]);
  expect(all?.[1] && allowListText(all[1])).toContain('with any name inside TLS');
});

test('a host that another entry covers is left out, on the same ports only', () => {
  const hosts = ['.a.test', 'a.test', 'b.a.test', '.c.a.test', 'ba.test', 'ba.test'];
  const all = lists(...hosts.map((host) => ({ host, ports: WEB })), { host: 'b.a.test', ports: [8443] });
  expect(all?.map((list) => list.hosts)).toEqual([['.a.test', 'ba.test'], ['b.a.test']]);
});

test('names of files and ACLs stay short, however many ports an entry has', () => {
  const ports = Array.from({ length: 100 }, (_, index) => 1000 + index);
  const [many] = lists({ host: 'a.test', ports }) ?? [];
  const [others] = lists({ host: 'a.test', ports: ports.slice(1) }) ?? [];
  expect(`allowed_hosts${many?.suffix}`.length).toBeLessThan(64);
  expect(many?.file).not.toBe(others?.file);
});

test('a name has the ports themselves, up to 30 characters of them, or a digest', () => {
  const named = (...ports: number[]) => lists({ host: 'a.test', ports })?.map(({ file }) => file);
  expect(named(1000, 1001, 1002, 1003, 1004, 10000)).toEqual(['allow-1000-1001-1002-1003-1004-10000.txt']);
  expect(named(1000, 1001, 1002, 1003, 10000, 10001)).toEqual(['allow-1000-4aacfa40.txt']);
});

test('ports whose digits are the same are other ports', () => {
  const all = lists({ host: 'a.test', ports: [1, 11] }, { host: 'b.test', ports: [111] });
  expect(all?.map(({ file }) => file)).toEqual(['allow-1-11.txt', 'allow-111.txt']);
});

test('the file has a host a line behind its comment', () => {
  const [list] = lists({ host: 'b.test', ports: [8443] }, { host: '.a.test', ports: [8443] }) ?? [];
  expect(list && allowListText(list).split('\n').slice(1)).toEqual(['.a.test', 'b.test', '']);
});

test('what the settings record about a host is a comment above it', () => {
  const noted = { host: 'b.test', ports: WEB, reason: 'payments', owner: 'team-pay', until: '2027-03-31' };
  const [list] = lists(noted, { host: 'c.test', ports: WEB }, { host: 'a.test', ports: WEB, owner: 'team-a' }) ?? [];
  expect(list && allowListText(list).split('\n').slice(1)).toEqual([
    '# owner team-a',
    'a.test',
    '# payments; owner team-pay; until 2027-03-31',
    'b.test',
    'c.test',
    '',
  ]);
});

test('whatever the list is, it covers what was asked for and nothing else, in any order', () => {
  const label = fc.constantFrom('a', 'b', 'c');
  const name = fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => `${labels.join('.')}.test`);
  const host = fc.tuple(fc.boolean(), name).map(([below, rest]) => (below ? `.${rest}` : rest));
  const covers = (entries: readonly string[], wanted: string) =>
    entries.some((entry) => entry === wanted || (entry.startsWith('.') && `.${wanted}`.endsWith(entry)));
  fc.assert(
    fc.property(fc.array(host, { minLength: 1, maxLength: 6 }), name, (hosts, asked) => {
      const [list] = lists(...hosts.map((each) => ({ host: each, ports: WEB }))) ?? [];
      const [reversed] = lists(...hosts.map((each) => ({ host: each, ports: WEB })).reverse()) ?? [];
      expect(reversed).toEqual(list);
      expect(covers(list?.hosts ?? [], asked)).toBe(covers(hosts, asked));
      for (const one of list?.hosts ?? []) {
        const rest = (list?.hosts ?? []).filter((other) => other !== one);
        expect(covers(rest, one.replace(/^\./, ''))).toBe(false);
      }
    }),
  );
});

test('lists are in the order of their files, that of the web first', () => {
  const hosts = [9443, 443, 8443, 25].map((port) => ({ host: `h${port}.test`, ports: [port] }));
  const of = (allow: typeof hosts) =>
    allowLists(plan({ allow: [...allow, { host: 'w.test', ports: [...WEB] }] }).tenant);
  const files = ['allow.txt', 'allow-25.txt', 'allow-443.txt', 'allow-8443.txt', 'allow-9443.txt'];
  expect(of(hosts)?.map(({ file }) => file)).toEqual(files);
  expect(of([...hosts].reverse())?.map(({ file }) => file)).toEqual(files);
});
