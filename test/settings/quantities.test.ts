import { problemTests } from '../support/problem-cases';

// Quantities, limits and the quota: what is wrong, what of client-b.yaml is replaced by what, and what is printed.
problemTests([
  [
    'a unit of no Kubernetes quantity',
    'memory: 8Gi',
    'memory: 8GB',
    [
      '26:18 quota.memory: 8GB is not a valid Kubernetes quantity (expected, for example, 128Mi or 8Gi); did you mean 8Gi?',
    ],
  ],
  ['bytes for a number', 'memory: 8Gi', 'memory: 8', ['26:18 quota.memory: 8 of memory is 8 bytes; did you mean 8Mi?']],
  [
    'a fraction of a byte',
    'memory: 8Gi',
    'memory: 128m',
    ['26:18 quota.memory: 128m of memory is a fraction of a byte; did you mean 128Mi?'],
  ],
  ['memory for CPU', 'cpu: 4', 'cpu: 4Gi', ['26:10 quota.cpu: 4Gi is an amount of memory, not of CPU']],
  ['a negative amount', 'cpu: 4', 'cpu: -1', ['26:10 quota.cpu: -1 is not above zero']],
  ['nothing at all', 'cpu: 4', 'cpu: 0', ['26:10 quota.cpu: 0 is not above zero']],
  [
    'a word',
    'cpu: 4',
    'cpu: four',
    ['26:10 quota.cpu: four is not a valid Kubernetes quantity (expected, for example, 500m or 2)'],
  ],
  [
    'a space',
    'memory: 8Gi',
    'memory: 8 Gi',
    [
      '26:18 quota.memory: "8 Gi" is not a valid Kubernetes quantity (expected, for example, 128Mi or 8Gi); did you mean 8Gi?',
    ],
  ],
  [
    'a limit below the request',
    'resources: { limits: { memory: 256Mi } }',
    'resources: { requests: { memory: 512Mi }, limits: { memory: 256Mi } }',
    ['33:57 workloads[0].resources.limits.memory: 256Mi is below the request, 512Mi, on line 33'],
  ],
  [
    'a limit below the request of the environment',
    'resources: { limits: { memory: 256Mi } }',
    'resources: { limits: { memory: 32Mi } }',
    [
      '33:28 workloads[0].resources.limits.memory: 32Mi is below the request, 64Mi, the default of development and production',
    ],
  ],
  [
    'a request above the limit of the environment',
    'resources: { limits: { memory: 256Mi } }',
    'resources: { requests: { memory: 512Mi } }',
    [
      '33:30 workloads[0].resources.requests.memory: 512Mi is above the limit, 128Mi, the default of development and production',
    ],
  ],
  [
    'a limit of an override below the request',
    '        replicas: 3',
    '        resources: { limits: { cpu: 10m } }',
    [
      '38:32 environments.production.workloads[0].resources.limits.cpu: 10m is below the request, 50m, the default of production',
    ],
  ],
  [
    'a request of a sidecar above its limit',
    'resources: { limits: { memory: 256Mi } }',
    'sidecars: [{ name: x, image: x, resources: { requests: { cpu: 1 } } }]',
    [
      '26:10 quota.cpu: 4 is below what the workloads can take in production: requests of 4200m (web 4 × 1050m; with the surge of rolling updates, without pods that end)',
      '33:62 workloads[0].sidecars[0].resources.requests.cpu: 1 is above the limit, 100m, the default of development and production',
    ],
  ],
  [
    'CPU beyond the quota',
    'cpu: 4',
    'cpu: 300m',
    [
      '26:10 quota.cpu: 300m is below what the workloads can take in production: limits of 400m (web 4 × 100m; with the surge of rolling updates, without pods that end)',
    ],
  ],
  [
    'memory beyond the quota',
    'memory: 8Gi',
    'memory: 1000Mi',
    [
      '26:18 quota.memory: 1000Mi is below what the workloads can take in production: limits of 1Gi (web 4 × 256Mi; with the surge of rolling updates, without pods that end)',
    ],
  ],
  [
    'memory just within the quota, while no pod ends',
    'memory: 8Gi',
    'memory: 1Gi',
    [
      '26:18 quota.memory: warning: 1Gi is below what the workloads can take in production: limits of 1536Mi (web 6 × 256Mi; with pods that end, which count until they have); new pods then wait [quota-tight]',
    ],
  ],
  ['memory just within the quota, with pods that end', 'memory: 8Gi', 'memory: 1536Mi', []],
  [
    'pods beyond the quota',
    'pods: 50',
    'pods: 3',
    [
      '26:31 quota.pods: 3 is below the 4 pods that the workloads can have in production (web 4; with the surge of rolling updates, without pods that end)',
    ],
  ],
  ['no pod', 'pods: 50', 'pods: 0', ['26:31 quota.pods: 0 is below 1']],
]);
