import { CLIENT_B, environmentText, loadFiles } from '../support/settings';

/** Errors and warnings about runbooks in the environment `development` with these settings. */
function problems(more: object): readonly string[] {
  const environments = {
    'development.ts': environmentText('development', more as never),
    'production.ts': environmentText('production'),
  };
  const { errors, warnings } = loadFiles({ tenants: { 'client-b.yaml': CLIENT_B }, environments });
  return [...errors, ...warnings].filter((line) => / runbooks\b/.test(line)).map((line) => line.replace(/^\S+ /, ''));
}

const infrastructure = { cluster: 'kapsule', ssh: ['192.0.2.1'] };
const contacts = { platform: 'on call, +33 1 99 00 00 00' };

test('what can work is no problem', () => {
  expect(problems({ infrastructure, runbooks: { contacts, goals: { zoneLost: '1h30m' } } })).toEqual([]);
});

test.each([
  [{ runbooks: { contacts } }, 'runbooks: needs infrastructure: the commands of runbooks'],
  [{ infrastructure: { cluster: 'kapsule' }, runbooks: { contacts } }, 'runbooks: needs infrastructure.ssh'],
  [{ infrastructure, runbooks: {} }, 'runbooks.contacts'],
  [
    { infrastructure, runbooks: { contacts: { platform: 'on call | night' } } },
    'runbooks.contacts.platform: "on call | night" is not a contact for a page (expected one line',
  ],
  [{ infrastructure, runbooks: { contacts: { ...contacts, security: 'a\nb' } } }, 'runbooks.contacts.security: '],
  [
    { infrastructure, runbooks: { contacts, goals: { zoneLost: '60' } } },
    'runbooks.goals.zoneLost: 60 is not a valid duration (expected, for example, 5m, 90s or 1h30m); did you mean 60s or 60m?',
  ],
  [
    { infrastructure, runbooks: { contacts, goals: { zonelost: '1h' } } },
    'runbooks.goals.zonelost: unknown key; did you mean zoneLost?',
  ],
])('%j is a problem', (more, message) => {
  expect(problems(more).join('\n')).toContain(message);
});
