import { formatFindings } from '../../lib/lint';
import { verify } from '../../lib/rules';
import { Project } from '../support/project';
import { CLIENT_B, environmentText, loadFiles } from '../support/settings';
import { outputFiles, render, SETTINGS } from './_world';

const A = 'tenants/client-a.yaml';
const UNREADY = { ...SETTINGS, [A]: SETTINGS[A]?.replace(', probes: { readiness: { port: http } }', '') ?? '' };

function findings(suppress: string) {
  const { model, files } = render({ ...UNREADY, [A]: `${UNREADY[A]}suppress:\n${suppress}` });
  return verify(outputFiles(files), model);
}

const BECAUSE = 'reason: Answers from its first line on';

test('what is suppressed stays in the report, with the reason', () => {
  const found = findings(`  - { id: probes-missing, object: Deployment/web, ${BECAUSE} }\n`);
  expect(found).toHaveLength(2);
  expect(found[0]).toMatchObject({
    id: 'probes-missing',
    object: 'Deployment client-a-demo/web',
    suppressed: 'Answers from its first line on',
  });
  expect(formatFindings(found)).toEqual([
    expect.stringMatching(
      /workloads\/deployment-web\S+ probes-missing suppressed: .*\(development and production\)\n {2}because: Answers from its first line on$/,
    ),
  ]);
});

test('without an object all that the rule finds of the tenant is meant', () => {
  expect(findings(`  - { id: probes-missing, ${BECAUSE} }\n`).every(({ suppressed }) => suppressed)).toBe(true);
});

test('a suppression for another object suppresses nothing, and is a warning by itself', () => {
  const found = findings(`  - { id: probes-missing, object: Deployment/wbe, ${BECAUSE} }\n`);
  expect(found.filter(({ suppressed }) => suppressed)).toEqual([]);
  expect(found.filter(({ id }) => id === 'suppression-unused')).toMatchObject([
    {
      severity: 'warning',
      file: expect.stringMatching(/tenants\/client-a\.yaml$/),
      message: expect.stringContaining('Deployment/wbe'),
    },
  ]);
});

test('one tenant’s suppression is not another’s', () => {
  const settings = {
    ...UNREADY,
    'tenants/client-b.yaml': `${SETTINGS['tenants/client-b.yaml']?.replace('environments:', `suppress: [{ id: probes-missing, ${BECAUSE} }]\nenvironments:`)}`,
  };
  const { model, files } = render(settings);
  const found = verify(outputFiles(files), model);
  expect(found.map(({ id, suppressed }) => `${id} ${suppressed}`)).toEqual([
    'suppression-unused undefined',
    'probes-missing undefined',
    'probes-missing undefined',
  ]);
});

test('a suppression that is used in one environment is not unused in the other', () => {
  const only = `environments: { production: { suppress: [{ id: probes-missing, ${BECAUSE} }] } }\n`;
  const { model, files } = render({ ...UNREADY, [A]: `${UNREADY[A]}${only}` });
  const found = verify(outputFiles(files), model);
  expect(found.map(({ environment, suppressed }) => [environment, suppressed !== undefined])).toEqual([
    ['development', false],
    ['production', true],
  ]);
});

test.each([
  [
    'a typo',
    '{ id: probe-missing, reason: Answers from its first line on }',
    /suppress\[0\]\.id: unknown id probe-missing; did you mean probes-missing\?$/,
  ],
  [
    'a rule that isolation depends on',
    '{ id: egress-too-wide, reason: Answers from its first line on }',
    /suppress\[0\]\.id: egress-too-wide cannot be suppressed: /,
  ],
  [
    'a rule of scan',
    '{ id: via-off, reason: Answers from its first line on }',
    /suppress\[0\]\.id: via-off is a rule of npm run scan and cannot be suppressed here/,
  ],
  ['no reason', '{ id: probes-missing }', /suppress\[0\]\.reason: is missing: why it is acceptable here/],
  ['a reason that is none', '{ id: probes-missing, reason: ok }', /suppress\[0\]\.reason: ok is not a reason \(/],
  [
    'an unknown key',
    `{ id: probes-missing, ${BECAUSE}, objects: Deployment/web }`,
    /suppress\[0\]\.objects: unknown key; did you mean object\?/,
  ],
  [
    'an object without its kind',
    `{ id: probes-missing, object: web, ${BECAUSE} }`,
    /suppress\[0\]\.object: web is not a kind and name/,
  ],
])('%s is a problem of the settings', (_, suppress, message) => {
  const { errors } = loadFiles({ tenants: { 'client-b.yaml': `${CLIENT_B}suppress: [${suppress}]\n` } });
  expect(errors).toEqual([expect.stringMatching(message)]);
});

test('check fails for an error, and passes again when nothing but warnings and suppressed findings are left', async () => {
  const project = new Project({
    ...UNREADY,
    [A]: `${UNREADY[A]?.replace('example.com/web:1', 'example.com/web:latest')}`,
    'overlays/development.ts': environmentText('development'),
  });
  await project.run('synth');
  await project.run('schema');
  const failing = await project.run('check');
  expect(failing.code).toBe(1);
  expect(failing.err).toMatch(
    /deployment-web\.yaml image-floating error: Deployment client-a-demo\/web: spec\.template\.spec\.containers\[0\]\.image: .*\(production\)\n {2}fix: Name a version/,
  );
  expect(failing.err).toMatch(/deployment-web\.yaml image-floating warning: .*\(development\)/);
  expect(failing.err).not.toMatch(/^\s+at /m);
  expect((await project.run('check', '--env', 'development')).code).toBe(0);
  expect((await project.run('check', '--tenant', 'client-b')).err).not.toContain('image-floating');

  project.write({
    [A]: `${project.read(A)}suppress: [{ id: image-floating, reason: The registry keeps it as it is }]\n`,
  });
  await project.run('synth');
  const passing = await project.run('check');
  expect(passing.code).toBe(0);
  expect(passing.err).toMatch(/image-floating suppressed: .*\n {2}because: The registry keeps it as it is/);
  const { findings: all } = JSON.parse((await project.run('check', '--json')).out);
  expect(all).toContainEqual(
    expect.objectContaining({
      rule: 'image-floating',
      severity: 'error',
      suppressed: 'The registry keeps it as it is',
    }),
  );
});
