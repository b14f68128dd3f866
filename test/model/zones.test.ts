import { CLIENT_B, environmentText, loadFiles } from '../support/settings';

const WITH = { infrastructure: { cluster: 'kapsule' } } as never;

function problems(zone: string, more: { readonly infrastructure: boolean; readonly in?: string }) {
  const set = CLIENT_B.replace('      drain: false\n', `      zone: ${zone}\n`);
  const tenant = more.in
    ? CLIENT_B.replace(
        '  production:\n',
        `  production:\n    egress: { proxies: [{ name: squid-b, zone: ${zone} }] }\n`,
      )
    : set;
  const text = (name: string) => environmentText(name, more.infrastructure ? WITH : {});
  const { errors, warnings } = loadFiles({
    tenants: { 'client-b.yaml': tenant },
    environments: { 'development.ts': text('development'), 'production.ts': text('production') },
  });
  return { errors, zones: warnings.filter((line) => line.includes('zone')) };
}

test('a zone of the region is fine, and so is the zone of the environment', () => {
  for (const zone of ['fr-par-2', 'fr-par-1'])
    expect(problems(zone, { infrastructure: true })).toEqual({ errors: [], zones: [] });
});

test('a zone of another region is refused, and one that is none', () => {
  expect(problems('nl-ams-1', { infrastructure: true }).errors).toEqual([
    expect.stringMatching(
      /^tenants\/client-b\.yaml:14:7 egress\.proxies\[0\]\.zone: nl-ams-1 is outside fr-par, the region of development and production, .*fr-par-2$/,
    ),
  ]);
  expect(problems('nl-ams-1', { infrastructure: true, in: 'production' }).errors).toEqual([
    expect.stringContaining('nl-ams-1 is outside fr-par, the region of production'),
  ]);
  expect(problems('paris', { infrastructure: true }).errors).toEqual([
    expect.stringContaining('paris is not a valid zone'),
  ]);
});

test('without infrastructure a warning says that it has no effect', () => {
  expect(problems('fr-par-2', { infrastructure: false })).toEqual({
    errors: [],
    zones: [expect.stringContaining('has no effect in development and production')],
  });
});
