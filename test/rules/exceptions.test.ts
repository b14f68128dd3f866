import { formatFindings } from '../../lib/lint';
import { RULES, verify } from '../../lib/rules';
import { EXCEPTABLE_RULES } from '../../lib/settings/exceptions';
import { Project } from '../support/project';
import { CLIENT_B, environmentText, loadFiles } from '../support/settings';
import { outputFiles, render, SETTINGS } from './_world';

const A = 'tenants/client-a.yaml';
const UNREADY = { ...SETTINGS, [A]: SETTINGS[A]?.replace(', probes: { readiness: { port: http } }', '') ?? '' };

function findings(exceptions: string) {
  const { model, files } = render({ ...UNREADY, [A]: `${UNREADY[A]}exceptions:\n${exceptions}` });
  return verify(outputFiles(files), model);
}

const BECAUSE = 'reason: Answers from its first line on';

test('settings except by exactly the rules that let themselves be excepted', () => {
  expect([...EXCEPTABLE_RULES].sort()).toEqual(RULES.filter((rule) => rule.suppressible).map(({ id }) => id));
});

test('what is excepted stays in the report, with the reason', () => {
  const found = findings(`  - { rule: probes-missing, object: Deployment web, ${BECAUSE} }\n`);
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
  expect(findings(`  - { rule: probes-missing, ${BECAUSE} }\n`).every(({ suppressed }) => suppressed)).toBe(true);
});

test('an exception for another object excepts nothing, and is a warning by itself', () => {
  const found = findings(`  - { rule: probes-missing, object: Deployment wbe, ${BECAUSE} }\n`);
  expect(found.filter(({ suppressed }) => suppressed)).toEqual([]);
  expect(found.filter(({ id }) => id === 'exception-unused')).toMatchObject([
    {
      severity: 'warning',
      file: 'tenants/client-a.yaml',
      tenant: 'client-a',
      message: expect.stringContaining('Deployment wbe'),
    },
  ]);
});

test('one tenant’s exception is not another’s', () => {
  const settings = {
    ...UNREADY,
    'tenants/client-b.yaml': `${SETTINGS['tenants/client-b.yaml']?.replace('environments:', `exceptions: [{ rule: probes-missing, ${BECAUSE} }]\nenvironments:`)}`,
  };
  const { model, files } = render(settings);
  const found = verify(outputFiles(files), model);
  expect(found.map(({ id, suppressed }) => `${id} ${suppressed}`)).toEqual([
    'probes-missing undefined',
    'probes-missing undefined',
    'exception-unused undefined',
  ]);
});

test('an exception that is used in one environment is not unused in the other', () => {
  const only = `environments: { production: { exceptions: [{ rule: probes-missing, ${BECAUSE} }] } }\n`;
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
    '{ rule: probe-missing, reason: Answers from its first line on }',
    /exceptions\[0\]\.rule: probe-missing is no rule that can be excepted; .*did you mean probes-missing\?$/,
  ],
  [
    'a rule that isolation depends on',
    '{ rule: egress-too-wide, reason: Answers from its first line on }',
    /exceptions\[0\]\.rule: egress-too-wide is no rule that can be excepted/,
  ],
  ['no reason', '{ rule: probes-missing }', /exceptions\[0\]\.reason: is missing: why it is fine here/],
  ['a reason that is none', '{ rule: probes-missing, reason: ok }', /exceptions\[0\]\.reason: ok gives no reason/],
  [
    'an unknown key',
    `{ rule: probes-missing, ${BECAUSE}, objects: Deployment web }`,
    /exceptions\[0\]\.objects: unknown key; did you mean object\?/,
  ],
  [
    'an object without its kind',
    `{ rule: probes-missing, object: web, ${BECAUSE} }`,
    /exceptions\[0\]\.object: web is no kind and name/,
  ],
])('%s is a problem of the settings', (_, exception, message) => {
  const { errors } = loadFiles({ tenants: { 'client-b.yaml': `${CLIENT_B}exceptions: [${exception}]\n` } });
  expect(errors).toEqual([expect.stringMatching(message)]);
});

test('check fails for an error, and passes again when nothing but warnings and exceptions are left', async () => {
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
    [A]: `${project.read(A)}exceptions: [{ rule: image-floating, reason: The registry keeps it as it is }]\n`,
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
