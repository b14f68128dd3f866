import { Project } from '../support/project';
import { WHOLE_PROJECT } from '../support/tenants';

const project = () => new Project(WHOLE_PROJECT);

test('a new environment has the values of an existing one, and all tenants can be rendered', async () => {
  const p = project();
  const { code, out, err } = await p.run('environment:add', 'staging');
  expect([code, err]).toEqual([0, '']);
  expect(p.read('overlays/staging.ts')).toMatch(/name: 'staging'/);
  expect(out).toMatch(/^ {2}1\. overlays\/staging\.ts: check the zone/m);
  expect(out).toMatch(/tenants\/client-b\.yaml: set environments\.staging\.egress/);
  expect((await p.run('synth', '--quiet')).code).toBe(0);
  expect(p.files('clusters/staging').length).toBeGreaterThan(1);
});

test('in another network each proxy gets an address there, and the file stays as it was otherwise', async () => {
  const p = project();
  const before = p.read('tenants/client-a.yaml');
  const { code, err } = await p.run(
    'environment:add',
    'staging',
    '--network',
    '172.16.64.0/24',
    '--from',
    'production',
  );
  expect([code, err]).toEqual([0, '']);
  expect(p.read('tenants/client-a.yaml')).toContain(before);
  const addresses = p.files('tenants').map((file) => /172\.16\.64\.\d+/.exec(p.read(file))?.[0]);
  expect(addresses).toEqual(['172.16.64.8', '172.16.64.9', '172.16.64.10']);
  // Its nodes were known, and are in the other network.
  expect(p.read('tenants/client-b.yaml')).toMatch(/staging:[\s\S]*sources:[\s\S]*172\.16\.64\.0\/24/);
});

test.each([
  [['staging', '--from', 'prodution'], 2, /^unknown environment prodution/],
  [['production'], 1, /there is an environment production already/],
  [['Staging'], 1, /Staging/],
  [['staging', '--network', 'x'], 2, /^--network x is not a valid IPv4/],
  [['staging', '--dns', '1.2.3'], 1, /overlays\/staging\.ts:\d+:\d+ cluster\.dns/],
  [['staging', '--env', 'other'], 2, /is called staging/],
])('%j is refused and changes nothing', async (args, code, message) => {
  const p = project();
  const files = p.files();
  const result = await p.run('environment:add', ...args);
  expect([result.code, result.err]).toEqual([code, expect.stringMatching(message)]);
  expect(p.files()).toEqual(files);
});
