import { stringify } from 'yaml';
import { isPreservedByKustomize } from '../../lib/lossless-text';
import type { TenantSettings } from '../../lib/settings';
import fc from './fast-check';

type Workload = NonNullable<TenantSettings['workloads']>[number];
type Proxy = TenantSettings['egress']['proxies'][number];
type Override = NonNullable<TenantSettings['environments']>[string];

export interface ArbitraryTenantOptions {
  /** Tenants of different numbers, from 0 to 60, do not meet in anything that only one can have. Default 0. */
  readonly number?: number;
  /** Environments that may be overridden. Default development and production. */
  readonly environments?: readonly string[];
}

/**
 * Tenant settings that nothing is wrong with, in environments as `environmentText` writes them: private network
 * 172.16.28.0/22, requests of 50m and 64Mi, limits of 100m and 128Mi.
 */
export function arbitraryTenantSettings({
  number = 0,
  environments = ['development', 'production'],
}: ArbitraryTenantOptions = {}): fc.Arbitrary<TenantSettings> {
  return fc
    .record(
      {
        name: label(18).map((name) => `t${number}-${name}`),
        title: fc.constantFrom('client A', 'Kunde Ä', '"quoted" & <odd>', 'C: #1'),
        namespace: label(20),
        nodePool: optional({
          name: label(20),
          nodeType: fc.constantFrom('DEV1-M', 'PRO2-XXS', 'POP2-HC-2C-4G'),
          size: fc.record({ min: fc.nat(2), max: fc.integer({ min: 2, max: 9 }) }),
          sources: fc.subarray([`172.16.29.${number * 4}`, `172.16.29.${number * 4 + 2}/31`], { minLength: 1 }),
        }),
        egress: egress(number),
        ingress: fc.record({
          from: fc
            .subarray(['ingress-nginx', 'monitoring', 'kube-system'])
            .chain((names) =>
              fc.tuple(...names.map((namespace) => fc.record({ namespace: fc.constant(namespace), ports }))),
            ),
        }),
        quota: optional({
          cpu: fc.constantFrom(1000, '2000', '900500m'),
          memory: fc.constantFrom('1000Gi', '2Ti'),
          pods: fc.integer({ min: 1000, max: 5000 }),
        }),
        access: fc.record({ groups: fc.subarray(['developers', 'oidc:team a', 'ops@example.com']) }),
        workloads: workloads(),
      },
      { requiredKeys: ['name', 'egress'] },
    )
    .map((tenant) => withOwnNames(tenant as TenantSettings))
    .chain((tenant) => overrides(tenant, environments, number))
    .map((tenant) => tenant as TenantSettings);
}

/** Its namespace and its pool begin with its name. */
function withOwnNames(tenant: TenantSettings): TenantSettings {
  const { name, namespace, nodePool } = tenant;
  return {
    ...tenant,
    ...(namespace === undefined ? {} : { namespace: `${name}-${namespace}` }),
    ...(nodePool?.name === undefined ? {} : { nodePool: { ...nodePool, name: `${name}-${nodePool.name}` } }),
  };
}

/** Files of `tenants/` by name, of as many tenants, which go together. */
export function arbitraryTenantFiles(
  count: number,
  options: Omit<ArbitraryTenantOptions, 'number'> = {},
): fc.Arbitrary<Record<string, string>> {
  const tenants = Array.from({ length: count }, (_, number) => arbitraryTenantSettings({ ...options, number }));
  return fc
    .tuple(...tenants)
    .map((all) => Object.fromEntries(all.map((tenant) => [`${tenant.name}.yaml`, tenantText(tenant)])));
}

export function tenantText(tenant: TenantSettings): string {
  return stringify(tenant, { aliasDuplicateObjects: false, lineWidth: 0 });
}

const port = fc.integer({ min: 1, max: 65535 });
/** None of a machine, nor one that an allow list may open. */
const proxyPort = fc.integer({ min: 3100, max: 3200 });
const openPort = port.filter((number) => ![22, 23, 3389, 9301].includes(number) && (number < 3100 || number > 3200));
const ports = fc.uniqueArray(port, { minLength: 1, maxLength: 3 });

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz0123456789-'];

/** A DNS label, digits at either end included. */
function label(maxLength: number): fc.Arbitrary<string> {
  return fc
    .string({ unit: fc.constantFrom(...LETTERS), minLength: 1, maxLength })
    .map((name) => name.replace(/^-|-$/g, '0'));
}

function optional<T>(model: { [Key in keyof T]: fc.Arbitrary<T[Key]> }): fc.Arbitrary<Partial<T>> {
  return fc.record(model, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;
}

function egress(number: number): fc.Arbitrary<TenantSettings['egress']> {
  const proxy = (index: number) =>
    fc.record(
      {
        name: fc.constant(`squid-${number}-${index}`),
        address: fc.constant(`172.16.28.${10 + number * 3 + index}`),
        port: proxyPort,
        // Of a range for documentation, which may be the same in every environment.
        publicAddress: fc.constant(`203.0.113.${number * 3 + index + 1}`),
        drain: fc.boolean(),
      },
      { requiredKeys: ['name', 'address'] },
    );
  // Somebody has to take connections.
  const working = (all: Proxy[]) =>
    fc.nat(all.length - 1).map((kept) => all.map((one, index) => (index === kept ? { ...one, drain: false } : one)));
  // All of them side by side below one domain: none holds another.
  const host = fc.tuple(fc.boolean(), label(12)).map(([all, name]) => `${all ? '.' : ''}${name}.example`);
  const entry: fc.Arbitrary<string | { host: string; ports?: number[] }> = fc.oneof(
    host,
    fc.record({ host, ports: fc.uniqueArray(openPort, { minLength: 1, maxLength: 3 }) }, { requiredKeys: ['host'] }),
  );
  return fc
    .record(
      {
        proxies: fc
          .integer({ min: 1, max: 3 })
          .chain((length) => fc.tuple(...Array.from({ length }, (_, index) => proxy(index))))
          .chain(working),
        allow: fc.uniqueArray(entry, {
          maxLength: 4,
          selector: (one) => (typeof one === 'string' ? one : one.host).replace(/^\./, ''),
        }),
        mode: fc.constantFrom('enforce' as const, 'report' as const),
        clientCertificate: fc.boolean(),
        redundancy: fc.constantFrom('active-passive' as const, 'active-active' as const),
        private: fc
          .subarray(['172.16.44.0/28', '10.50.0.0/24', '192.168.7.7/32'])
          .chain((ranges) => fc.tuple(...ranges.map((cidr) => fc.record({ cidr: fc.constant(cidr), ports })))),
      },
      { requiredKeys: ['proxies'] },
    )
    .map(({ redundancy, ...egress }) => (egress.proxies.length > 1 && redundancy ? { ...egress, redundancy } : egress));
}

const resources = optional({
  requests: optional({ cpu: fc.constantFrom('10m', '0.05', 0.02), memory: fc.constantFrom('16Mi', '64Mi', '1e6') }),
  limits: optional({ cpu: fc.constantFrom('100m', 1, '0.5'), memory: fc.constantFrom('128Mi', '1Gi', '0.5Gi') }),
});

/** Text that YAML, shells and kustomize could each trip over. */
const oddText = fc.oneof(
  fc.constantFrom(
    '',
    '$(PROXY_ADDRESS)',
    '${HOME}',
    'yes',
    '1.10',
    'null',
    '# no comment',
    ': x',
    'ñ\n  ü\n',
    'a\ttab',
    '---',
    '{{ x }}',
  ),
  fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !text.includes('\0') && isPreservedByKustomize(text)),
);

function common() {
  return {
    image: fc.constantFrom('web:1', 'registry.example.com:5000/team/app:1.2.3', `app@sha256:${'a'.repeat(64)}`),
    command: fc.array(oddText, { maxLength: 3 }),
    args: fc.array(oddText, { maxLength: 3 }),
    runAsUser: fc.integer({ min: 1, max: 70000 }),
    resources,
    env: fc.dictionary(
      fc.constantFrom('LOG_LEVEL', 'constructor', '_x.y-z', 'A1'),
      fc.oneof(oddText, fc.integer(), fc.boolean()),
      {
        maxKeys: 3,
      },
    ),
  };
}

function workloads(): fc.Arbitrary<Workload[]> {
  // A Service's name starts with a letter, and so does that of a workload that has one.
  const name = label(20).map((text) => text.replace(/^\d/, 'w'));
  return fc.uniqueArray(name, { maxLength: 3 }).chain((names) => fc.tuple(...names.map((each) => workload(each))));
}

function workload(name: string): fc.Arbitrary<Workload> {
  const other = (role: string) =>
    fc.record({ name: fc.constant(`${role}-of-pod`), ...common() }, { requiredKeys: ['name', 'image'] });
  const volumes = fc.subarray([
    { name: 'scratch', mountPath: '/scratch', emptyDir: { sizeLimit: '1Gi' } },
    { name: 'memory', mountPath: '/memory', emptyDir: { medium: 'Memory' as const } },
    { name: 'settings', mountPath: '/etc/settings', readOnly: true, configMap: 'app.settings' },
    { name: 'secret', mountPath: '/etc/secret', secret: 'app-secret' },
    { name: 'data', mountPath: '/data', claim: { size: '10Gi' } },
  ]);
  const kind = fc.constantFrom(
    'Deployment' as const,
    'StatefulSet' as const,
    'DaemonSet' as const,
    'Job' as const,
    'CronJob' as const,
    undefined,
  );
  return fc
    .tuple(
      fc.record(
        {
          name: fc.constant(name),
          container: fc.constant('main'),
          ...common(),
          volumes,
          initContainers: fc.tuple(other('init')),
          sidecars: fc.tuple(other('sidecar')),
          imagePullSecrets: fc.subarray(['registry', 'other.registry']),
          runtime: fc.constantFrom('java' as const, 'node' as const),
        },
        { requiredKeys: ['name', 'image', 'container'] },
      ),
      kind,
      fc.nat(5),
      fc.boolean(),
    )
    .map(([one, kind, count, serves]) => ({ one: withoutSharedClaim(one, kind), kind, count, serves }))
    .map(({ one, kind, count, serves }) => ({
      ...one,
      ...(kind === undefined ? {} : { kind }),
      ...(kind === 'CronJob' ? { schedule: '*/5 3 * * mon-fri' } : {}),
      ...(isSingle(one, kind) ? { replicas: Math.min(count, 1) } : {}),
      ...(serves && !isSingle(one, kind) && (kind === undefined || kind === 'StatefulSet') ? { replicas: count } : {}),
      ...(serves
        ? { ports: [{ name: 'http', port: 8080 }], probes: { readiness: { path: '/ready' }, liveness: { port: 8080 } } }
        : {}),
    }));
}

function hasClaim({ volumes = [] }: Pick<Workload, 'volumes'>): boolean {
  return volumes.some(({ claim }) => claim !== undefined);
}

/** A Deployment with a claim has one pod at most. */
function isSingle(one: Pick<Workload, 'volumes'>, kind: Workload['kind']): boolean {
  return hasClaim(one) && (kind === undefined || kind === 'Deployment');
}

function withoutSharedClaim<T extends Pick<Workload, 'volumes'>>(one: T, kind: Workload['kind']): T {
  return kind === 'DaemonSet' ? { ...one, volumes: one.volumes?.filter(({ claim }) => claim === undefined) } : one;
}

/** Leaves out, changes, removes and adds. */
function overrides(
  tenant: TenantSettings,
  environments: readonly string[],
  number: number,
): fc.Arbitrary<TenantSettings> {
  const [first, ...others] = tenant.egress.proxies;
  const spare = { name: `squid-${number}-spare`, address: `172.16.31.${10 + number}` };
  const one: fc.Arbitrary<Override | undefined> = fc
    .constantFrom<(() => Override) | undefined>(
      undefined,
      () => ({ enabled: false }),
      () => ({ enabled: true, title: 'elsewhere' }),
      () => ({ egress: { proxies: [{ name: first?.name ?? '', port: 3129 }], mode: 'report' } }),
      () => ({ egress: { proxies: [spare], clientCertificate: true } }),
      () => ({ egress: { proxies: [{ name: first?.name ?? '', drain: true }, spare], redundancy: 'active-active' } }),
      // Two of one, and one of two: a gateway that only one of base and environment has.
      () => ({
        egress: {
          proxies: [{ name: first?.name ?? '', drain: false }, ...others.map(({ name }) => ({ name, remove: true }))],
          clientCertificate: false,
        },
      }),
      () => ({ workloads: (tenant.workloads ?? []).slice(0, 1).map(({ name }) => ({ name, remove: true })) }),
      () => ({
        workloads: (tenant.workloads ?? []).map(({ name }) => ({
          name,
          image: 'other:2',
          resources: { limits: { memory: '256Mi' } },
        })),
      }),
      () => ({ workloads: [{ name: 'only-here-of-all', image: 'new:1', replicas: 2 }] }),
    )
    .map((make) => make?.());
  return fc.tuple(...environments.map(() => one)).map((all) => {
    const said = Object.fromEntries(environments.flatMap((name, index) => (all[index] ? [[name, all[index]]] : [])));
    return Object.keys(said).length === 0 ? tenant : { ...tenant, environments: said };
  });
}
