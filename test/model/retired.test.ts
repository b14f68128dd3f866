import { CLIENT_B, environmentText, loadFiles } from '../support/settings';

function load(retired: unknown, tenant = CLIENT_B, infrastructure: object | null = { cluster: 'kapsule-dev' }) {
  const more = { retired, ...(infrastructure ? { infrastructure } : {}) } as never;
  const environments = {
    'development.ts': environmentText('development', more),
    'production.ts': environmentText('production'),
  };
  return loadFiles({ tenants: { 'client-b.yaml': tenant }, environments });
}

const entry = (more: object = {}) => ({ tenant: 'client-old', proxy: 'squid-a', keepUntil: '2027-03-31', ...more });

test('an address whose proxy is gone, also of a tenant that stays, and a day that is past', () => {
  const all = [entry(), entry({ proxy: 'squid-z' }), entry({ tenant: 'client-b', keepUntil: '2020-02-29' })];
  const { errors, loaded } = load(all);
  expect(errors).toEqual([]);
  expect(loaded?.model.environments[0]?.environment.retired).toEqual(all);
});

test.each([
  [
    [entry({ tenant: 'client-b', proxy: 'squid-b' })],
    /retired\[0\]\.proxy: proxy squid-b of client-b is still in development \(.*client-b\.yaml\)/,
  ],
  [[entry(), entry({ keepUntil: '2028-01-01' })], /retired\[1\]: is the same proxy as entry 1/],
  [[entry({ keepUntil: '2027-02-30' })], /retired\[0\]\.keepUntil: "?2027-02-30"? is not a day of the calendar/],
  [[entry({ keepUntil: '31.03.2027' })], /retired\[0\]\.keepUntil: "?31\.03\.2027"? is not a valid date \(expected/],
  [[entry({ keepUntil: '2027-3-31' })], /retired\[0\]\.keepUntil/],
  [[entry({ keepUntil: '2027-13-01' })], /retired\[0\]\.keepUntil/],
  [[entry({ keepUntil: 20270331 })], /retired\[0\]\.keepUntil: must be text/],
  [[{ tenant: 'client-old', proxy: 'squid-a' }], /retired\[0\]\.keepUntil: is missing/],
  [[entry({ until: '2027-03-31' })], /retired\[0\]\.until: unknown key/],
  [[entry({ tenant: 'Client' })], /retired\[0\]\.tenant: Client is not a valid DNS label/],
  [[entry({ proxy: '${x}' })], /retired\[0\]\.proxy: .* is not a valid DNS label/],
])('%j is refused at its place', (retired, message) => {
  const { errors } = load(retired);
  expect(errors).toEqual([expect.stringMatching(message)]);
  expect(errors[0]).toMatch(/^overlays\/development\.ts:\d+:\d+ /);
});

test('an address that a renamed proxy keeps', () => {
  const renamed = `${CLIENT_B.replace('      drain: false', '      formerly: [squid-a]')}formerly: [client-old]\n`;
  expect(load([entry()], renamed).errors).toEqual([
    expect.stringMatching(
      /retired\[0\]\.tenant: proxy squid-a of client-old is now squid-b of client-b in development/,
    ),
  ]);
  expect(load([entry({ tenant: 'client-b' })], renamed).errors).toEqual([
    expect.stringMatching(/retired\[0\]\.proxy: proxy squid-a of client-b is now squid-b of client-b/),
  ]);
});

test('without infrastructure it keeps nothing, which is a warning', () => {
  expect(load([entry()], CLIENT_B, null).warnings).toEqual([
    expect.stringMatching(/retired: warning: keeps no address: without infrastructure/),
  ]);
});
