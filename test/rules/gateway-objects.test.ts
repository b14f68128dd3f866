import { verify } from '../../lib/rules';
import { only, outputFiles, world } from './_world';
import { add, type Mutation, swap, unlist } from './mutations/_edits';

const A = 'dist/base/client-a/guardrails';
const B = 'dist/base/client-b/guardrails';
const DEPLOYMENT = `${B}/daemonset-egress-gateway.yaml`;
const SERVICE = `${B}/service-egress-gateway.yaml`;

function messages(change: Mutation[2]): string[] {
  const { model, files } = only('production', world({ gateways: true }));
  const changed = new Map(files);
  change(changed);
  return verify(outputFiles(changed), model).map(({ id, path, message }) => `${id}: ${path}: ${message}`);
}

/** Mounts something over haproxy.cfg, before another mount. */
function scratchOver(mount: string): Mutation[2] {
  const scratch = '            - { name: scratch, mountPath: /etc/egress-gateway/haproxy.cfg, subPath: a }\n';
  return (files) => {
    swap(DEPLOYMENT, mount, `${scratch}${mount}`)(files);
    swap(DEPLOYMENT, 'volumes:\n', 'volumes:\n        - { name: scratch, emptyDir: {} }\n')(files);
  };
}

const CONTAINER = 'spec.template.spec.containers[0]';
const SECOND = 'spec.template.spec.containers[1]';
const ADDRESS = '{"name":"ADDRESS","valueFrom":{"fieldRef":{"fieldPath":"status.podIP"}}}';
/** What of an edit of the first container is as true of the second one. */
const both = (what: string) => [
  `${CONTAINER}.${what}`,
  `${SECOND}.${what.replace('container haproxy', 'container standby')}`,
];

test.each<[string, Mutation[2], string[]]>([
  ['no files', unlist(A, 'configmap-egress-gateway.yaml'), [': has no ConfigMap egress-gateway']],
  [
    'no configuration among the files',
    swap(`${A}/configmap-egress-gateway.yaml`, 'haproxy.cfg:', 'haproxy.conf:'),
    ['port 3128 leads to no proxies', 'port 8404 does not report readiness'].map(
      (fault) => `data["haproxy.cfg"]: ${fault}`,
    ),
  ],
  ['no pods', unlist(B, 'daemonset-egress-gateway.yaml'), [': has no DaemonSet egress-gateway']],
  ['no Service', unlist(B, 'service-egress-gateway.yaml'), [': has no Service egress-gateway']],
  [
    'a Service that selects other pods',
    swap(SERVICE, 'app.kubernetes.io/name: egress-gateway', 'app: web'),
    ['spec.selector: {"app":"web"} does not select the gateway’s pods'],
  ],
  [
    'a Service without a selector',
    swap(SERVICE, /selector:\n.*\n/, 'selector: {}\n'),
    ['spec.selector: {} does not select the gateway’s pods'],
  ],
  [
    'a Service of another port',
    swap(SERVICE, 'port: 3128', 'port: 8080'),
    ['spec.ports: do not lead to port 3128 of the gateway'],
  ],
  [
    'a Service to another port',
    swap(SERVICE, 'targetPort: 3128', 'targetPort: 8404'),
    ['spec.ports: do not lead to port 3128 of the gateway'],
  ],
  [
    'another label of the pods',
    (files) => {
      swap(DEPLOYMENT, /app.kubernetes.io\/name: egress-gateway/g, 'app: egress-gateway')(files);
      swap(SERVICE, 'app.kubernetes.io/name: egress-gateway', 'app: egress-gateway')(files);
    },
    ['spec.template.metadata.labels["app.kubernetes.io/name"]: is nothing and not egress-gateway'],
  ],
  [
    'files of another ConfigMap',
    swap(DEPLOYMENT, 'configMap:\n            name: egress-gateway', 'configMap:\n            name: other'),
    [
      ...both('volumeMounts: container haproxy: /etc/egress-gateway is not ConfigMap egress-gateway'),
      'spec.template.spec.volumes: config is ConfigMap other',
    ],
  ],
  [
    'one file that takes the place of another',
    swap(
      DEPLOYMENT,
      'configMap:\n            name: egress-gateway',
      'configMap:\n            name: egress-gateway\n            items: [{ key: more, path: haproxy.cfg }]',
    ),
    [
      ...both('volumeMounts: container haproxy: /etc/egress-gateway is not ConfigMap egress-gateway'),
      'spec.template.spec.volumes: config is {"configMap":{"name":"egress-gateway","items":[{"key":"more","path":"haproxy.cfg"}]}}',
    ],
  ],
  [
    'keys under other names',
    swap(
      DEPLOYMENT,
      'secretName: egress-gateway-tls',
      'secretName: egress-gateway-tls\n            items: [{ key: more, path: ca.crt }]',
    ),
    [
      ...both('volumeMounts: container haproxy: /etc/egress-gateway-tls is not Secret egress-gateway-tls'),
      'spec.template.spec.volumes: tls is {"secret":{"defaultMode":288,"secretName":"egress-gateway-tls","items":[{"key":"more","path":"ca.crt"}]}}',
    ],
  ],
  [
    'another key',
    swap(DEPLOYMENT, 'secretName: egress-gateway-tls', 'secretName: authority'),
    [
      ...both('volumeMounts: container haproxy: /etc/egress-gateway-tls is not Secret egress-gateway-tls'),
      'spec.template.spec.volumes: tls is Secret authority',
    ],
  ],
  [
    'a key beside its own',
    swap(DEPLOYMENT, 'volumes:\n', 'volumes:\n        - { name: more, secret: { secretName: authority } }\n'),
    ['spec.template.spec.volumes: more is Secret authority'],
  ],
  [
    'a key where no certificate is promised',
    swap(
      `${A}/daemonset-egress-gateway.yaml`,
      'volumes:\n',
      'volumes:\n        - { name: more, secret: { secretName: egress-gateway-tls } }\n',
    ),
    ['spec.template.spec.volumes: more is Secret egress-gateway-tls'],
  ],
  [
    'a key among other things',
    swap(
      DEPLOYMENT,
      'volumes:\n',
      'volumes:\n        - { name: more, projected: { sources: [{ secret: { name: authority } }] } }\n',
    ),
    ['spec.template.spec.volumes: more is {"projected":{"sources":[{"secret":{"name":"authority"}}]}}'],
  ],
  [
    'a key in a variable',
    swap(
      DEPLOYMENT,
      '- name: ADDRESS\n',
      '- { name: KEY, valueFrom: { secretKeyRef: { name: authority, key: tls.key } } }\n            - name: ADDRESS\n',
    ),
    [
      `${CONTAINER}.env: container haproxy: is [{"name":"KEY","valueFrom":{"secretKeyRef":{"name":"authority","key":"tls.key"}}},${ADDRESS}], not [${ADDRESS}]`,
    ],
  ],
  [
    'listeners that name no address of its own',
    swap(DEPLOYMENT, 'fieldPath: status.podIP', 'fieldPath: status.hostIP'),
    [`${CONTAINER}.env: container haproxy: is [${ADDRESS.replace('podIP', 'hostIP')}], not [${ADDRESS}]`],
  ],
  [
    'a standby that has the address, too',
    swap(DEPLOYMENT, 'name: standby\n', 'name: standby\n          env: [{ name: ADDRESS, value: 10.0.0.1 }]\n'),
    [`${SECOND}.env: container standby: is [{"name":"ADDRESS","value":"10.0.0.1"}], not []`],
  ],
  [
    'a standby that is not one',
    swap(DEPLOYMENT, '            - standby\n', ''),
    [
      `${SECOND}.command: container standby: is ["sh","/etc/egress-gateway/start.sh"], not ["sh","/etc/egress-gateway/start.sh","standby"]`,
    ],
  ],
  [
    'no configuration of the standby',
    swap(`${A}/configmap-egress-gateway.yaml`, 'standby.cfg:', 'standby.conf:'),
    ['port 3128 leads to no proxies', 'port 8407 does not report readiness'].map(
      (fault) => `data["standby.cfg"]: ${fault}`,
    ),
  ],
  [
    'all of a Secret in variables',
    swap(DEPLOYMENT, 'imagePullPolicy: IfNotPresent', 'envFrom: [{ secretRef: { name: authority } }]'),
    [`${CONTAINER}.envFrom: container haproxy: tells it more than its files do`],
  ],
  [
    'another command',
    swap(DEPLOYMENT, '- sh\n            - /etc/egress-gateway/start.sh', '- socat'),
    [`${CONTAINER}.command: container haproxy: is ["socat"], not ["sh","/etc/egress-gateway/start.sh"]`],
  ],
  [
    'a command with more to it',
    swap(DEPLOYMENT, 'imagePullPolicy: IfNotPresent', 'args: [--other]'),
    [
      `${CONTAINER}.command: container haproxy: is ["sh","/etc/egress-gateway/start.sh","--other"], not ["sh","/etc/egress-gateway/start.sh"]`,
    ],
  ],
  [
    'files that are nowhere',
    swap(DEPLOYMENT, /- name: config\n\s+mountPath: \S+\n\s+readOnly: true\n\s+/, ''),
    [`${CONTAINER}.volumeMounts: container haproxy: /etc/egress-gateway is not ConfigMap egress-gateway`],
  ],
  [
    'files that do not change',
    swap(DEPLOYMENT, 'mountPath: /etc/egress-gateway\n', 'mountPath: /etc/egress-gateway\n              subPath: a\n'),
    [`${CONTAINER}.volumeMounts: container haproxy: /etc/egress-gateway is not ConfigMap egress-gateway`],
  ],
  [
    'files that change by an expression',
    swap(
      DEPLOYMENT,
      'mountPath: /etc/egress-gateway\n',
      'mountPath: /etc/egress-gateway\n              subPathExpr: a\n',
    ),
    [`${CONTAINER}.volumeMounts: container haproxy: /etc/egress-gateway is not ConfigMap egress-gateway`],
  ],
  [
    'something that lies over its files',
    scratchOver('            - name: config\n'),
    [`${CONTAINER}.volumeMounts: container haproxy: /etc/egress-gateway is not ConfigMap egress-gateway`],
  ],
  [
    'something that lies over its files, and comes later',
    scratchOver('            - name: tls\n'),
    [`${CONTAINER}.volumeMounts: container haproxy: /etc/egress-gateway is not ConfigMap egress-gateway`],
  ],
])('a gateway with %s', (_, change, expected) => {
  expect(messages(change)).toEqual(expected.map((message) => `gateway-misdirects: ${message}`));
});

test('a live one has what the API server adds to it', () => {
  const completed = swap(DEPLOYMENT, /fieldRef:\n( +)fieldPath/, 'fieldRef:\n$1apiVersion: v1\n$1fieldPath');
  expect(messages(completed)).toEqual([]);
});

test('a place for scratch files is none of its business', () => {
  expect(messages(swap(DEPLOYMENT, 'volumes:\n', 'volumes:\n        - { name: scratch, emptyDir: {} }\n'))).toEqual([]);
});

test('what lies in its namespace is of its tenant, whatever folder it is in', () => {
  const { model, files } = only('production', world({ gateways: true }));
  const changed = new Map(files);
  const pod = 'apiVersion: v1\nkind: Pod\nmetadata: { name: debug, namespace: client-b-egress }\n';
  add('dist/base/platform', 'more.yaml', pod)(changed);
  const found = verify(outputFiles(changed), model).filter(({ object }) => object === 'Pod client-b-egress/debug');
  expect(new Set(found.map(({ tenant }) => tenant))).toEqual(new Set(['client-b']));
});
