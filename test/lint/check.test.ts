import { formatFindings, loadModel, rules, scan, squidRules, synthesize, verify } from '../../lib';
import { SETTINGS } from '../rules/_world';
import { Project } from '../support/project';

const TENANT = 'tenants/client-a.yaml';

test('check reports the line of the generated file and of the settings, as JSON, SARIF and text', async () => {
  const project = new Project({
    ...SETTINGS,
    [TENANT]: `${SETTINGS[TENANT]?.replace('example.com/web:1', 'example.com/web:latest')}`,
  });
  await project.run('synth');
  await project.run('schema');
  const { version, findings } = JSON.parse((await project.run('check', '--json')).out);
  expect(version).toBe(1);
  const [finding] = findings.filter(({ environment }: { environment: string }) => environment === 'production');
  expect(finding).toMatchObject({
    id: 'image-floating',
    rule: 'image-floating',
    settings: { path: expect.stringMatching(/^workloads\[\d\]\.image$/) },
  });
  const lineOf = (file: string, line: number) => project.read(file).split('\n')[line - 1];
  expect(lineOf(finding.file, finding.line)).toContain('image: example.com/web:latest');
  expect(lineOf(TENANT, finding.settings.line)).toContain('example.com/web:latest');
  expect(finding.settings.file).toMatch(/tenants\/client-a\.yaml$/);

  const text = await project.run('check');
  expect(text.code).toBe(1);
  expect(text.err).toMatch(/\n {2}settings: \S*tenants\/client-a\.yaml:\d+:\d+ workloads\[\d\]\.image/);

  const sarif = JSON.parse((await project.run('check', '--sarif')).out);
  const [{ tool, results }] = sarif.runs;
  const result = results.find(
    ({ ruleId, level }: Record<string, string>) => ruleId === 'image-floating' && level === 'error',
  );
  expect(tool.driver.rules[result.ruleIndex]).toMatchObject({ id: 'image-floating' });
  expect(result).toMatchObject({
    locations: [{ physicalLocation: { region: { startLine: finding.line } } }],
    relatedLocations: [{ physicalLocation: { region: { startLine: finding.settings.line } } }],
  });
});

test('drift is a result of SARIF, and json and sarif exclude each other', async () => {
  const project = new Project(SETTINGS);
  await project.run('synth');
  await project.run('schema');
  project.remove('dist/base/platform/kustomization.yaml');
  const { code, out } = await project.run('check', '--sarif');
  expect(code).toBe(1);
  const [{ results }] = JSON.parse(out).runs;
  expect(results).toContainEqual(expect.objectContaining({ ruleId: 'output-differs', level: 'error' }));
  expect((await project.run('check', '--json', '--sarif')).code).toBe(2);
});

test('a warning that is suppressed is printed by check alone, with the reason', async () => {
  const project = new Project(SETTINGS);
  project.write({
    'tenants/client-z.yaml': `name: client-z
egress: { proxies: [{ name: squid-z, address: 172.16.28.99 }] }
suppress: [{ id: nodes-unknown, reason: Only one tenant uses this cluster }]
`,
  });
  const synth = await project.run('synth');
  expect(synth.err).not.toMatch(/client-z.*nodes-unknown/);
  await project.run('schema');
  const { err, code } = await project.run('check');
  expect(err).toMatch(
    /nodePool\.sources: suppressed: .*\[nodes-unknown\]\n {2}because: Only one tenant uses this cluster/,
  );
  expect(code).toBe(0);
  const { version, problems } = JSON.parse((await project.run('plan', '--json')).out);
  expect(version).toBe(1);
  expect(problems).toContainEqual(
    expect.objectContaining({ id: 'nodes-unknown', suppressed: 'Only one tenant uses this cluster' }),
  );
});

test('the library’s face verifies, with the rules that are asked for', () => {
  const project = new Project({
    ...SETTINGS,
    [TENANT]: `${SETTINGS[TENANT]?.replace('example.com/web:1', 'example.com/web:latest')}`,
  });
  const { model } = loadModel({ tenants: `${project.folder}/tenants`, environments: `${project.folder}/overlays` });
  const files = synthesize(model);
  expect(verify(files, model).map(({ id }) => id)).toContain('image-floating');
  expect(
    verify(
      files,
      model,
      rules().filter(({ subject }) => subject === 'network'),
    ),
  ).toEqual([]);
  expect(formatFindings(verify(files, model))[0]).toContain(' image-floating ');
  expect(scan('/squid.conf', 'via off\n').map(({ id }) => id)).toContain('via-off');
  expect(squidRules().length).toBeGreaterThan(80);
});
