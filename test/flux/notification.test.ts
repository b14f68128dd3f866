import { loadModel } from '../../lib/model';
import { webAddress } from '../../lib/model/notifications';
import { synthesize } from '../../lib/synthesize';
import { objectsIn } from '../rules/_world';
import { Project } from '../support/project';
import { environmentText, loadFiles } from '../support/settings';
import { THREE_TENANTS } from '../support/tenants';

const NOTIFY = [
  { kind: 'slack', secret: 'on-call' },
  { kind: 'webhook', secret: 'record', severity: 'info' },
  { kind: 'github', secret: 'github-token' },
];

function rendered(flux: Readonly<Record<string, unknown>>, tenant = '') {
  const project = new Project({
    ...THREE_TENANTS,
    'tenants/client-a.yaml': THREE_TENANTS['tenants/client-a.yaml'].replace('egress:', `${tenant}\negress:`),
    'overlays/development.ts': environmentText('development'),
    'overlays/production.ts': environmentText('production', { flux }),
  });
  const { model } = loadModel({ tenants: `${project.folder}/tenants`, environments: `${project.folder}/overlays` });
  const files = synthesize(model).filter(({ path }) => path.startsWith('clusters/production/'));
  return {
    files: new Map(files.map(({ path, content }) => [path.replace('clusters/production/', ''), content])),
    // biome-ignore lint/suspicious/noExplicitAny: an object as Flux reads it
    object: (name: string): any =>
      objectsIn(files.find(({ path }) => path.endsWith(`/${name}.yaml`))?.content ?? '')[0],
  };
}

const PER_TENANT = {
  reconcile: 'per-tenant',
  source: { name: 'manifests', url: 'ssh://git@github.com/example/platform.git', secret: 'key' },
};

test('nothing is rendered for environments and tenants that set nothing', () => {
  const { files } = rendered({ reconcile: 'per-tenant' });
  expect([...files.keys()].filter((path) => /alert|provider/.test(path))).toEqual([]);
  expect([...files.values()].filter((text) => /healthChecks|feature-gates/.test(text))).toEqual([]);
});

test('the platform gets failures of everything in flux-system, by Secrets in flux-system', () => {
  const { object } = rendered({ ...PER_TENANT, notify: NOTIFY });
  const metadata = { name: 'egress-production-on-call', namespace: 'flux-system' };
  expect(object('provider-egress-production-on-call')).toMatchObject({
    metadata,
    spec: { type: 'slack', secretRef: { name: 'on-call' } },
  });
  expect(object('alert-egress-production-on-call')).toMatchObject({
    metadata,
    spec: {
      providerRef: { name: metadata.name },
      eventSeverity: 'error',
      eventSources: [
        { kind: 'GitRepository', name: '*' },
        { kind: 'Kustomization', name: '*' },
      ],
      eventMetadata: { environment: 'production' },
    },
  });
});

test('a commit gets no status, and no message, for a Kustomization that waits for another', () => {
  const { object } = rendered({ ...PER_TENANT, notify: NOTIFY });
  // What kustomize-controller reports with the severity info, of which notification-controller makes `success`.
  const waiting = 'Dependencies do not meet ready condition, retrying in 5s';
  for (const secret of ['github-token', 'record']) {
    const { eventSeverity, exclusionList } = object(`alert-egress-production-${secret}`).spec;
    expect(eventSeverity).toBe('info');
    expect(exclusionList.some((pattern: string) => new RegExp(pattern).test(waiting))).toBe(true);
    expect(exclusionList.some((pattern: string) => new RegExp(pattern).test('Health check passed in 4s'))).toBe(false);
  }
  expect(object('alert-egress-production-github-token').spec.eventSources).toEqual([
    { kind: 'Kustomization', name: '*' },
  ]);
  expect(object('provider-egress-production-github-token').spec).toEqual({
    type: 'github',
    address: 'https://github.com/example/platform',
    secretRef: { name: 'github-token' },
  });
});

test('a tenant gets the events of its own two Kustomizations, from flux-system', () => {
  const { object } = rendered(PER_TENANT, 'notify: [{ kind: slack, secret: client-a-slack, channel: shop }]');
  expect(object('provider-egress-production-client-a-slack')).toMatchObject({
    metadata: { namespace: 'flux-system' },
    spec: { type: 'slack', channel: 'shop', secretRef: { name: 'client-a-slack' } },
  });
  expect(object('alert-egress-production-client-a-slack')).toMatchObject({
    metadata: { namespace: 'flux-system' },
    spec: {
      eventSources: [
        { kind: 'Kustomization', name: 'egress-production-client-a' },
        { kind: 'Kustomization', name: 'egress-production-client-a-workloads' },
      ],
      eventMetadata: { environment: 'production', tenant: 'client-a' },
    },
  });
});

test('with wait, workloads are Ready when their pods are; guardrails do not wait', () => {
  const { files, object } = rendered({ ...PER_TENANT, wait: true });
  expect(object('kustomization-egress-production-client-a-workloads').spec).toMatchObject({
    timeout: '5m',
    healthChecks: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', namespace: 'client-a-demo' }],
  });
  for (const name of ['', '-client-a']) {
    const { spec } = object(`kustomization-egress-production${name}`);
    expect([spec.healthChecks, spec.wait, spec.timeout]).toEqual([undefined, undefined, undefined]);
  }
  expect(files.get('flux-system/kustomization.yaml')).toContain('CancelHealthCheckOnNewRevision=true');
});

test.each([
  ['https://github.com/example/platform', 'https://github.com/example/platform'],
  ['https://gitlab.example.com/group/sub/platform.git', 'https://gitlab.example.com/group/sub/platform'],
  ['ssh://git@github.com/example/platform.git', 'https://github.com/example/platform'],
  ['ssh://git@git.example.com:2222/example/platform', undefined],
])('the web address of %s is %s', (url, expected) => {
  expect(webAddress(url)).toBe(expected);
});

function problems(flux: object, tenant: string) {
  const { problems } = loadFiles({
    tenants: {
      'client-b.yaml': `name: client-b\negress: { proxies: [{ name: squid-b, address: 172.16.28.9 }] }\n${tenant}`,
    },
    environments: { 'production.ts': environmentText('production', { flux: flux as never }) },
  });
  return problems
    .map(({ path, message, id }) => `${path}: ${message} [${id}]`)
    .filter((line) => /notif|\.wait/.test(line));
}

test.each([
  [{ wait: true }, '', /flux\.wait: is only possible with reconcile: per-tenant.*\[flux-wait-shape\]/],
  [
    { notify: [{ kind: 'github', secret: 'g' }] },
    '',
    /flux\.notify\[0\]: needs repository, .*\[notify-repository-missing\]/,
  ],
  [
    { notify: [{ kind: 'github', secret: 'g' }], source: { name: 'a', url: 'https://gitlab.com/example/platform' } },
    '',
    /flux\.notify\[0\]\.kind: github cannot set the status of commits at gitlab\.com, which is GitLab; use kind: gitlab \[notify-forge-differs\]/,
  ],
  [
    { notify: [{ kind: 'gitlab', secret: 'g', repository: 'https://github.example.com/example/platform' }] },
    '',
    /flux\.notify\[0\]\.repository: gitlab cannot set .* at github\.example\.com, which is GitHub; use kind: github/,
  ],
  [
    { notify: [{ kind: 'gitlab', secret: 'g', repository: 'https://codeberg.org/example/platform' }] },
    '',
    /which is neither GitHub nor GitLab; use kind: webhook, or remove this/,
  ],
  [
    { notify: [{ kind: 'slack', secret: 's', repository: 'https://github.com/example/platform' }] },
    '',
    /repository: has no effect with slack; remove it \[notify-key-unused\]/,
  ],
  [
    { notify: [{ kind: 'slack', secret: 'client-b-slack' }] },
    '',
    /secret: client-b-slack belongs to the tenant client-b/,
  ],
  [
    { reconcile: 'per-tenant' },
    'notify: [{ kind: slack, secret: flux-system }]',
    /notify\[0\]\.secret: flux-system does not begin with the tenant’s name/,
  ],
  [
    {},
    'notify: [{ kind: slack, secret: client-b-slack }]',
    /notify: .*has no effect in production.*\[notify-without-events\]/,
  ],
])('%j and %j are refused or remarked on', (flux, tenant, expected) => {
  expect(problems(flux, tenant)).toEqual([expect.stringMatching(expected)]);
});
