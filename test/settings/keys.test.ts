import { problemTests } from '../support/problem-cases';

// Keys and types: what is wrong, what of client-b.yaml is replaced by what, and what is printed.

problemTests([
  [
    'an unknown key names the nearest known one',
    'title: client B',
    'titel: client B',
    ['2:1 titel: unknown key; did you mean title?'],
  ],
  [
    'an unknown key that is near none names all known ones',
    'title: client B',
    'colour: blue',
    [`2:1 colour: unknown key; valid keys here: …`],
  ],
  [
    'of a known key in capitals it names that key, and not a longer one',
    'image: registry.example.com/web:1.2.3',
    'Image: registry.example.com/web:1.2.3',
    ['30:5 workloads[0].Image: unknown key; did you mean image?'],
  ],
  [
    'a manifest of Kubernetes among the workloads is one problem',
    'workloads:\n',
    'workloads:\n  - { apiVersion: apps/v1, kind: Deployment, metadata: { name: x }, spec: { replicas: 1 } }\n',
    [
      '29:5 workloads[0]: is a manifest of Kubernetes (Deployment), and not the settings of a workload; write name, kind, image and what else it needs (docs/settings.md), or keep the manifest in a repository of the tenant’s own (repository)',
    ],
  ],
  [
    'several unknown keys are a line each',
    'title: client B',
    'titel: client B\nworkload: []',
    ['2:1 titel: unknown key; did you mean title?', '3:1 workload: unknown key; did you mean workloads?'],
  ],
  [
    'an unknown key in a list lies at the key',
    'address: 172.16.28.9',
    'adress: 172.16.28.9',
    ['12:7 egress.proxies[0].adress: unknown key; did you mean address?'],
  ],
  [
    'an unknown key of an override',
    '        replicas: 3',
    '        replica: 3',
    ['38:9 environments.production.workloads[0].replica: unknown key; did you mean replicas?'],
  ],
  [
    'a duplicate key names the line of the first',
    'title: client B',
    'title: client B\ntitle: again',
    ['3:1 title: duplicate key: it is already set on line 2'],
  ],
  [
    'a missing key lies at its parent',
    '      address: 172.16.28.9\n',
    '',
    ['11:7 egress.proxies[0].address: is missing: IPv4 address in the private network of the environment'],
  ],
  [
    'a missing name',
    'name: client-b\n',
    '',
    ['1:1 name: is missing: name of the tenant and of this file: a DNS label'],
  ],
  [
    '__proto__ and constructor are unknown keys',
    'title: client B',
    '__proto__: { title: x }\nconstructor: { title: y }',
    ['2:1 __proto__: unknown key; settings have no __proto__', `3:1 constructor: unknown key; valid keys here: …`],
  ],
  [
    'a key without a value',
    'address: 172.16.28.9',
    'address:',
    ['12:7 egress.proxies[0].address: has no value; give it one, or leave the key out'],
  ],
  [
    'text where a number is meant',
    'port: 3128',
    'port: "3128"',
    ['13:7 egress.proxies[0].port: must be a number and not the text "3128"'],
  ],
  [
    'a number where text is meant',
    'namespace: client-b-demo',
    'namespace: 5',
    ['3:1 namespace: must be text and not the number 5'],
  ],
  [
    'a fraction where a whole number is meant',
    'size: { min: 1, max: 3 }',
    'size: { min: 1.5, max: 3 }',
    ['7:11 nodePool.size.min: must be a whole number and not the number 1.5'],
  ],
  [
    'a map where a list is meant',
    'groups: [client-b-developers]',
    'groups: { a: b }',
    ['27:11 access.groups: must be a list and not a map of keys'],
  ],
  [
    'a list where a map is meant',
    'quota: { cpu: 4, memory: 8Gi, pods: 50 }',
    'quota: [4]',
    ['26:1 quota: must be a map of keys and not a list'],
  ],
  [
    'text where true or false is meant',
    'clientCertificate: false',
    'clientCertificate: no',
    ['20:3 egress.clientCertificate: must be true or false and not the text "no"'],
  ],
  [
    'a value that is none of a few',
    '  mode: enforce',
    '  mode: enforced',
    ['19:3 egress.mode: enforced is not enforce or report; did you mean enforce?'],
  ],
  [
    'a list where text or a map is meant',
    '- ifconfig.me',
    '- [a.example]',
    ['16:7 egress.allow[0]: must be text or a map of keys and not a list'],
  ],
]);
