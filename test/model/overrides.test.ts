import { problemTests } from '../support/problem-cases';
import { CLIENT_B, loadFiles } from '../support/settings';

// What an environment overrides: what is wrong, what of client-b.yaml is replaced by what, and what is printed.
problemTests([
  [
    'an environment that nobody defined',
    '  production:\n',
    '  prodution:\n',
    ['35:3 environments.prodution: unknown environment prodution; did you mean production?'],
  ],
  [
    'a new entry that is not complete',
    '- name: web\n        replicas: 3',
    '- name: wbe\n        replicas: 3',
    [
      '37:9 environments.production.workloads[0]: there is no wbe to change; did you mean web?; as a new entry it is not complete: image is missing',
    ],
  ],
  [
    'a new entry far from all known ones',
    '- name: web\n        replicas: 3',
    '- name: reporting\n        replicas: 3',
    [
      '37:9 environments.production.workloads[0]: there is no reporting to change; available: web; as a new entry it is not complete: image is missing',
    ],
  ],
  [
    'a new proxy without an address',
    '  production:\n',
    '  production:\n    egress: { proxies: [{ name: squid-c, port: 3128 }] }\n',
    [
      '36:25 environments.production.egress.proxies[0]: there is no squid-c to change; did you mean squid-b?; as a new entry it is not complete: address is missing',
    ],
  ],
  [
    'a removal of nothing',
    '- name: web\n        replicas: 3',
    '- name: wbe\n        remove: true',
    ['37:9 environments.production.workloads[0]: there is no wbe to remove; did you mean web?'],
  ],
  [
    'a removal with other keys',
    '- name: web\n        replicas: 3',
    '- name: web\n        replicas: 3\n        remove: true',
    [
      '37:9 environments.production.workloads[0]: is removed, so that keys other than `remove: true` have no effect; remove them',
    ],
  ],
  [
    'a removal that is false',
    '- name: web\n        replicas: 3',
    '- name: web\n        remove: false',
    ['38:9 environments.production.workloads[0].remove: false is not true'],
  ],
  [
    'a removal outside of an override',
    'runAsUser: 100',
    'remove: true',
    ['31:5 workloads[0].remove: unknown key; valid keys here: …'],
  ],
  [
    'a removal in a new entry',
    '- name: web\n        replicas: 3',
    '- name: new\n        image: a\n        volumes: [{ name: x, remove: true }]',
    [
      '37:9 environments.production.workloads[0]: there is no new to change; available: web; as a new entry it is not complete: volumes[0].mountPath is missing',
      '39:19 environments.production.workloads[0].volumes[0]: there is no x to remove',
    ],
  ],
  [
    'an entry without a name',
    '- name: web\n        replicas: 3',
    '- replicas: 3',
    ['37:9 environments.production.workloads[0].name: is missing: name of the workload: a DNS label'],
  ],
  [
    'one name twice',
    '- name: web\n        replicas: 3',
    '- name: web\n        replicas: 3\n      - name: web\n        replicas: 4',
    ['39:9 environments.production.workloads[1].name: web is already the name of entry 1 of this list'],
  ],
  [
    'what cannot be overridden',
    '  production:\n',
    '  production:\n    name: x\n    namespace: y\n    nodePool: { name: z }\n',
    [
      '36:5 environments.production.name: cannot be overridden: it is the same in every environment',
      '37:5 environments.production.namespace: cannot be overridden: it is the same in every environment',
      '38:17 environments.production.nodePool.name: cannot be overridden: it is the same in every environment',
    ],
  ],
  [
    'the last proxy removed',
    '  production:\n',
    '  production:\n    egress: { proxies: [{ name: squid-b, remove: true }] }\n',
    ['36:15 environments.production.egress.proxies: leaves no proxy in production; keep one, or set enabled: false'],
  ],
  [
    'an overridden value lies where it was overridden',
    '  production:\n',
    '  production:\n    egress: { proxies: [{ name: squid-b, address: 172.16.40.1 }] }\n',
    [
      '36:42 environments.production.egress.proxies[0].address: 172.16.40.1 is outside 172.16.28.0/22, the private network of production',
    ],
  ],
  [
    'an environment without a value',
    '  production:\n    workloads:\n      - name: web\n        replicas: 3\n',
    '  production:\n',
    ['35:3 environments.production: has no value; give it one, or leave the key out'],
  ],
  [
    'a map that an override begins and does not complete',
    '  production:\n',
    '  production:\n    repository: { path: ./x }\n',
    [
      '36:5 environments.production.repository.ref: is missing: exactly one of branch, tag and semver',
      '36:5 environments.production.repository.url: is missing: address of the repository: https:// or ssh://',
    ],
  ],
  [
    'a claim of a volume that had none',
    '- name: web\n        replicas: 3',
    '- name: web\n        volumes: [{ name: data, mountPath: /x, claim: { storageClass: fast } }]',
    [
      '38:48 environments.production.workloads[0].volumes[0].claim.size: is missing: size of the storage, for example 10Gi',
    ],
  ],
  [
    'environments within an environment',
    '  production:\n',
    '  production:\n    environments: {}\n',
    ['36:5 environments.production.environments: unknown key; valid keys here: …'],
  ],
  [
    'a file to remove that is not there',
    '- name: web\n        replicas: 3',
    '- name: web\n        files: [{ path: /etc/shop/a, remove: true }]',
    ['38:17 environments.production.workloads[0].files[0]: there is no entry to remove'],
  ],
  [
    'a file without content',
    '- name: web\n        replicas: 3',
    '- name: web\n        files: [{ path: /etc/shop/a }]',
    [
      '38:17 environments.production.workloads[0].files[0].content: is missing: content of the file, as it is written here',
    ],
  ],
]);

test('an override adds files, replaces that of the same path, and removes one', () => {
  const file = (path: string, content: string) => `{ path: ${path}, content: ${content} }`;
  const text = CLIENT_B.replace(
    '    runAsUser: 100\n',
    `    runAsUser: 100\n    files: [${file('/a/kept', 'kept')}, ${file('/a/gone', 'gone')}, ${file('/a/old', 'old')}]\n`,
  ).replace(
    'replicas: 3',
    `files: [{ path: /a/gone, remove: true }, ${file('/a/old', 'new')}, ${file('/a/more', 'more')}]`,
  );
  const { loaded, errors } = loadFiles({ tenants: { 'client-b.yaml': text } });
  expect(errors).toEqual([]);
  const filesIn = (name: string) =>
    loaded?.model.environments
      .find(({ environment }) => environment.name === name)
      ?.tenants[0]?.workloads[0]?.files.map(({ path, content }) => `${path} ${content}`);
  expect(filesIn('development')).toEqual(['/a/kept kept', '/a/gone gone', '/a/old old']);
  expect(filesIn('production')).toEqual(['/a/kept kept', '/a/old new', '/a/more more']);
});
