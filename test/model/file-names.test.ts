import { CLIENT_B, loadFiles } from '../support/settings';

/** Workloads of all environments and what production says of them, and the problems. */
function errorsOf(all: readonly string[], production: readonly string[]): readonly string[] {
  const list = (entries: readonly string[]) => entries.map((entry) => `      - { ${entry} }\n`).join('');
  const text = `${CLIENT_B.slice(0, CLIENT_B.indexOf('workloads:'))}workloads:
${list(all)}environments:
  production:
    workloads:
${list(production)}`;
  return loadFiles({ tenants: { 'client-b.yaml': text } }).errors.map((line) =>
    line.replace(/^tenants\/client-b\.yaml:\d+:\d+ environments\.production\./, ''),
  );
}

const claim = (name: string, size = '1Gi') => `{ name: ${name}, mountPath: /${name}, claim: { size: ${size} } }`;

test('a claim of one environment whose file is the patch of another', () => {
  const web = `name: web, image: "web:1", volumes: [${claim('data')}]`;
  const more = (name: string) => [`name: web, volumes: [${claim('data', '2Gi')}, ${claim(name)}]`];
  expect(errorsOf([web], more('data-patch'))).toEqual([
    'workloads[0].volumes[1].name: the file of the claim web-data-patch, which is in production alone, would be that of the patch of the claim web-data; choose another name',
  ]);
  expect(errorsOf([web], more('cache'))).toEqual([]);
  const both = `name: web, image: "web:1", volumes: [${claim('data')}, ${claim('data-patch')}]`;
  expect(errorsOf([both], more('data-patch'))).toEqual([]);
});

test('a workload that an environment makes of another kind, whose file is then the patch of another', () => {
  const all = ['name: web, image: "web:1"', 'name: web-patch, kind: Job, image: "patch:1"'];
  const changed = ['name: web, replicas: 3', 'name: web-patch, kind: Deployment'];
  expect(errorsOf(all, changed)).toEqual([
    'workloads[1].name: the file of the Deployment web-patch, which is in production alone, would be that of the patch of web; choose another name',
  ]);
  expect(errorsOf(all, ['name: web, replicas: 3', 'name: web-patch, kind: DaemonSet'])).toEqual([]);
});

test('a service of one environment whose file is the patch of another', () => {
  const all = ['name: web, image: "web:1", ports: [{ name: http, port: 80 }]', 'name: web-patch, image: "patch:1"'];
  const ports = (port: number) => `ports: [{ name: http, port: ${port} }]`;
  expect(errorsOf(all, [`name: web, ${ports(81)}`, `name: web-patch, ${ports(82)}`])).toEqual([
    'workloads[1].name: the file of the Service web-patch, which is in production alone, would be that of the patch of the Service web; choose another name',
  ]);
});

test('other kinds of like names do not meet', () => {
  const web = 'name: web, image: "web:1"';
  expect(errorsOf([web], ['name: web, replicas: 3', 'name: web-patch, kind: Job, image: "patch:1"'])).toEqual([]);
});
