import { CLIENT_B, loadFiles } from '../support/settings';

/** Client B with keys of its workload, and with others in production. */
function withOverride(base: string, override: string): string {
  return CLIENT_B.replace('    runAsUser: 100\n', `    ${base}\n`).replace('replicas: 3', override);
}

function webIn(environment: string, base: string, override: string) {
  const { errors, loaded } = loadFiles({ tenants: { 'client-b.yaml': withOverride(base, override) } });
  expect(errors).toEqual([]);
  const { tenants = [] } = loaded?.model.environments.find((one) => one.environment.name === environment) ?? {};
  return tenants[0]?.workloads[0];
}

const SOURCES = ['emptyDir: { sizeLimit: 1Gi }', 'configMap: files', 'secret: keys', 'claim: { size: 1Gi }'];

describe('an alternative in an override replaces', () => {
  test.each(SOURCES.flatMap((one) => SOURCES.flatMap((other) => (one === other ? [] : [[one, other]]))))(
    '%s of a volume by %s',
    (one, other) => {
      const base = `volumes: [{ name: data, mountPath: /data, ${one} }]`;
      const override = `volumes: [{ name: data, ${other} }]`;
      const keysIn = (environment: string) => Object.keys(webIn(environment, base, override)?.volumes[0] ?? {});
      expect(keysIn('development')).toEqual(expect.arrayContaining(['mountPath', one.split(':')[0]]));
      expect(keysIn('production').sort()).toEqual(['mountPath', 'name', other.split(':')[0]].sort());
    },
  );

  test.each([
    ['path: /up, port: 8080', 'command: [check]', { command: ['check'] }],
    ['path: /up', 'command: [check]', { command: ['check'] }],
    ['port: http', 'command: [check]', { command: ['check'] }],
    ['command: [check]', 'path: /up', { path: '/up' }],
    ['command: [check]', 'port: http', { port: 'http' }],
    ['path: /up, port: http', 'port: 8080', { path: '/up', port: 8080 }],
    ['port: http', 'path: /up', { path: '/up', port: 'http' }],
  ])('{ %s } of a probe by { %s }', (base, override, expected) => {
    for (const kind of ['liveness', 'readiness', 'startup'] as const) {
      const probes = (own: string) => `probes: { ${kind}: { ${own} } }`;
      const web = webIn('production', probes(`${base}, periodSeconds: 5`), probes(override));
      expect(web?.container.probes[kind]).toEqual({ ...expected, periodSeconds: 5 });
    }
  });

  test('the probe and the claim of a sidecar’s pod, where replicas are above one', () => {
    const web = webIn(
      'production',
      `volumes: [{ name: data, mountPath: /data, claim: { size: 1Gi } }]
    sidecars: [{ name: log, image: registry.example.com/log:1, probes: { liveness: { command: [check] } }, ports: [{ name: log, port: 9000 }] }]`,
      `replicas: 3
        volumes: [{ name: data, emptyDir: {} }]
        sidecars: [{ name: log, probes: { liveness: { path: /up } } }]`,
    );
    expect(web?.volumes[0]).toEqual({ name: 'data', mountPath: '/data', emptyDir: {} });
    expect(web?.sidecars[0]?.probes.liveness).toEqual({ path: '/up' });
  });
});

const CLAIM = 'volumes: [{ name: data, mountPath: /data, claim: { size: 1Gi } }]';
const AT = 'tenants/client-b.yaml:38:';
const WEB = 'environments.production.workloads[0]';

describe('one line at the place of the override reports', () => {
  test.each([
    [
      'two sources',
      CLAIM,
      'volumes: [{ name: data, emptyDir: {}, claim: { storageClass: fast } }]',
      `${AT}47 ${WEB}.volumes[0].claim: a volume is exactly one of emptyDir, configMap, secret, claim, and not emptyDir and claim`,
    ],
    [
      'two sources, none of which is that of the base',
      CLAIM,
      'volumes: [{ name: data, secret: a, configMap: b }]',
      `${AT}33 ${WEB}.volumes[0].secret: a volume is exactly one of emptyDir, configMap, secret, claim, and not configMap and secret`,
    ],
    [
      'a source that is not valid',
      CLAIM,
      'replicas: 3\n        volumes: [{ name: data, emptyDir: 5 }]',
      `tenants/client-b.yaml:39:33 ${WEB}.volumes[0].emptyDir: must be a map of keys and not the number 5`,
    ],
    [
      'two kinds of probe',
      'probes: { liveness: { path: /up, port: 8080 } }',
      'probes: { liveness: { path: /up, command: [check] } }',
      `${AT}42 ${WEB}.probes.liveness.command: and path exclude each other; keep one of them`,
    ],
    [
      'a port and a command',
      'probes: { readiness: { command: [check] } }',
      'probes: { readiness: { port: http, command: [check] } }',
      `${AT}32 ${WEB}.probes.readiness.port: has no effect together with a command; remove it`,
    ],
  ])('%s', (_, base, override, line) => {
    const { errors } = loadFiles({ tenants: { 'client-b.yaml': withOverride(base, override) } });
    expect(errors).toEqual([line]);
  });
});
