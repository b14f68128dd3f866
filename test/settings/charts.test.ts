import { problemTests } from '../support/problem-cases';
import { CLIENT_B, environmentText, loadFiles } from '../support/settings';

const DIGEST = `sha256:${'0'.repeat(64)}`;
const EXAMPLE = '(expected, for example, oci://registry.example.com/charts/redis)';
const PODS = 'pods: [{ object: StatefulSet/redis-master, containers: [redis] }]';

const at = (text: string) => ['environments:\n', `charts:\n  - ${text}\nenvironments:\n`] as const;
const chart = (address: string) => at(`{ name: redis, chart: "${address}", version: 20.1.0, ${PODS} }`);
const version = (text: string) =>
  at(`{ name: redis, chart: "oci://registry.example.com/charts/redis", version: ${text}, ${PODS} }`);
const more = (text: string) =>
  at(`{ name: redis, chart: "oci://registry.example.com/charts/redis", version: 20.1.0, ${text} }`);

// What a tenant says of its charts: what of client-b.yaml is replaced by what, and what is printed.
problemTests([
  ['one that is fine', ...chart('oci://registry.example.com/charts/redis'), []],
  ['one on a port', ...chart('oci://registry.example.com:5000/charts/redis'), []],
  [
    'one of a repository of charts',
    ...chart('https://charts.example.com/redis'),
    [
      `35:20 charts[0].chart: https://charts.example.com/redis is not in an OCI registry ${EXAMPLE}; copy the chart to a registry with helm push`,
    ],
  ],
  [
    'a name alone',
    ...chart('bitnami/redis'),
    [`35:20 charts[0].chart: bitnami/redis is not the address of a chart ${EXAMPLE}`],
  ],
  [
    'a registry alone',
    ...chart('oci://registry.example.com'),
    [`35:20 charts[0].chart: oci://registry.example.com names a registry and no chart in it ${EXAMPLE}`],
  ],
  [
    'a tag',
    ...chart('oci://registry.example.com/charts/redis:20.1.0'),
    [
      '35:20 charts[0].chart: oci://registry.example.com/charts/redis:20.1.0 has :20.1.0 at its end; write the version, or the version and the digest, under version',
    ],
  ],
  [
    'upper case',
    ...chart('oci://registry.example.com/Charts/redis'),
    [`35:20 charts[0].chart: oci://registry.example.com/Charts/redis is not the address of a chart ${EXAMPLE}`],
  ],
  [
    'a service of the cluster',
    ...chart('oci://registry.shop.svc/redis'),
    [
      '35:20 charts[0].chart: registry.shop.svc is a service of the cluster; Flux’s controller would ask it from inside the cluster: name the host of a registry',
    ],
  ],
  [
    'another registry',
    ...chart('oci://evil.example/charts/redis'),
    ['35:20 charts[0].chart: evil.example/charts/redis is in none of the registries of the environment (docker.io, …'],
  ],
  ['a version with a digest', ...version(`20.1.0@${DIGEST}`), []],
  ['a version with a build', ...version('v20.1.0-rc.1+build.5'), []],
  ...(['^20.1.0', '~20', '">=20.1.0"', '20.1.x', 'latest', '">=1.0.0 <2.0.0"'] as const).map(
    (range): [string, ...ReturnType<typeof version>, string[]] => [
      `the range ${range}`,
      ...version(range),
      [
        `35:70 charts[0].version: ${range.includes(' ') ? range : range.replaceAll('"', '')} is a range, and which chart it means would change without a commit; name one version (expected, for example, 20.1.0, or 20.1.0@sha256:…)`,
      ],
    ],
  ),
  [
    'half a version',
    ...version('"20.1"'),
    ['35:70 charts[0].version: 20.1 is not a version of a chart (expected, for example, 20.1.0, or 20.1.0@sha256:…)'],
  ],
  [
    'a password among the values',
    ...more(`${PODS}, values: { auth: { password: hunter2, existingSecret: redis, passwordKey: "" } }`),
    [
      '35:172 charts[0].values.auth.password: warning: looks like a password, which would be in the repository; put it into a Secret of the tenant’s namespace, and name its key under valuesFrom [chart-value-secret]',
    ],
  ],
  [
    'values that are not data',
    ...more(`${PODS}, values: { auth: }`),
    ['35:164 charts[0].values.auth: has no value; give it one, or leave the key out'],
  ],
  [
    'a path that Helm would read otherwise',
    ...more(`${PODS}, valuesFrom: [{ path: "a,b", secret: redis, key: password }]`),
    [
      '35:169 charts[0].valuesFrom[0].path: a,b is not a path to a value of a chart (expected, for example, auth.password)',
    ],
  ],
  [
    'as Flux writes it',
    ...more(`${PODS}, valuesFrom: [{ path: a, secret: redis, key: password, targetPath: a }]`),
    ['35:208 charts[0].valuesFrom[0].targetPath: is how Flux writes it; write { path: PATH, secret: NAME, key: KEY }'],
  ],
  [
    'no pods',
    ...more('values: {}'),
    [
      '35:5 charts[0].pods: warning: is not set, so that the containers of the chart get no proxy variables in development and production, and the API server refuses them there; list them, or set pods: [] if values do it [chart-pods-unset]',
    ],
  ],
  ['values that do it', ...more('pods: []'), []],
  [
    'pods of another kind',
    ...more('pods: [{ object: ReplicaSet/redis, containers: [redis] }]'),
    [
      '35:96 charts[0].pods[0].object: ReplicaSet/redis is not a kind with pods, or one and a name (expected, for example, StatefulSet, or StatefulSet/redis-master)',
    ],
  ],
  [
    'an object that two entries are for',
    ...more('pods: [{ object: Job, containers: [a] }, { object: Job/one, containers: [b] }]'),
    ['35:130 charts[0].pods[1].object: is also one of Job, which another entry is for; name each Job'],
  ],
  [
    'two of one name',
    ...at(
      `{ name: redis, chart: "oci://registry.example.com/a/redis", version: 1.0.0, pods: [] }\n  - { name: redis, chart: "oci://registry.example.com/b/redis", version: 1.0.0, pods: [] }`,
    ),
    ['36:7 charts[1].name: redis is already the name of entry 1 of this list'],
  ],
  [
    'a name that is too long for Helm',
    ...at(`{ name: ${'a'.repeat(54)}, chart: "oci://registry.example.com/charts/redis", version: 20.1.0, pods: [] }`),
    [`35:7 charts[0].name: ${'a'.repeat(54)} has 54 characters, 1 more than the name of a release may have`],
  ],
]);

test('an entry of registries that is wrong is the only problem', () => {
  const [find, replace] = chart('oci://mirror.example.com/charts/redis');
  const text = CLIENT_B.replace(find, `registries: [registry.example.com, "https://mirror.example.com"]\n${replace}`);
  const { errors } = loadFiles({ tenants: { 'client-b.yaml': text } });
  expect(errors).toEqual([expect.stringMatching(/registries\[1\]: https:\/\/mirror\.example\.com has a scheme/)]);
});

test('a machine inside, where no registries are listed', () => {
  const [find, replace] = chart('oci://172.16.28.40/charts/redis');
  const { errors } = loadFiles({
    tenants: { 'client-b.yaml': CLIENT_B.replace(find, replace) },
    environments: { 'development.ts': environmentText('development', { registries: undefined } as never) },
  });
  expect(errors).toContain(
    'tenants/client-b.yaml:35:20 charts[0].chart: 172.16.28.40 is not public (172.16.0.0/12: private); Flux’s controller would ask it from inside the cluster: name a public registry, or ask the platform to list it in the environment’s registries',
  );
});

test('an environment may have another version, and values of its own', () => {
  const [find, replace] = more(`${PODS}, values: { auth: { enabled: true }, replicas: 1 }`);
  const text = CLIENT_B.replace(find, replace).replace(
    '  production:\n',
    '  production:\n    charts: [{ name: redis, version: 20.2.0, values: { replicas: 3 } }]\n',
  );
  const { loaded, errors } = loadFiles({ tenants: { 'client-b.yaml': text } });
  expect(errors).toEqual([]);
  const [development, production] = loaded?.model.environments.map(({ tenants }) => tenants[0]?.charts?.[0]) ?? [];
  expect(development).toMatchObject({ version: '20.1.0', values: { replicas: 1 } });
  expect(production).toMatchObject({ version: '20.2.0', values: { auth: { enabled: true }, replicas: 3 } });
});
