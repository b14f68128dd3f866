import type { TenantSettings } from '../../lib/settings';
import type { EnvironmentSettings } from '../../lib/settings/generated';

/** One tenant in one environment. */
export interface World {
  readonly tenant: TenantSettings;
  readonly environment: EnvironmentSettings;
}

const probe = { initialDelaySeconds: 1, periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 4 };
const resources = { requests: { cpu: '20m', memory: '32Mi' }, limits: { cpu: '200m', memory: '256Mi' } };
const common = {
  image: 'docker.io/team/app:1',
  command: ['run'],
  args: ['fast'],
  runAsUser: 1000,
  resources,
  writableRoot: true,
};
const owned = {
  env: { LEVEL: 'info', PASSWORD: { secret: 'db', key: 'password' }, FLAG: { configMap: 'flags', key: 'flag' } },
  envFrom: [{ secret: 'shop' }, { configMap: 'flags' }],
  runtime: 'java' as const,
};
const ports = [
  { name: 'http', port: 8080 },
  { name: 'admin', port: 8081 },
];

const tenant: TenantSettings = {
  name: 'shop',
  formerly: ['store'],
  title: 'The shop',
  namespace: 'shop-live',
  owners: ['@example/shop'],
  nodePool: {
    name: 'shop-pool',
    formerly: ['store-pool'],
    nodeType: 'DEV1-M',
    size: { min: 1, max: 3 },
    sources: ['172.16.28.20'],
  },
  egress: {
    proxies: [
      {
        name: 'squid-a',
        formerly: ['squid-old'],
        address: '172.16.28.8',
        port: 3129,
        publicAddress: '51.15.0.10',
        drain: true,
        zone: 'fr-par-2',
      },
      { name: 'squid-b', address: '172.16.28.9', publicAddress: '51.15.0.11' },
    ],
    allow: [
      'one.example.com',
      { host: 'two.example.com', ports: [8443], owner: 'shop', reason: 'payments', until: '2026-01-31' },
      { host: 'three.example.com', sni: 'any' },
      { list: 'mirrors' },
    ],
    mode: 'report',
    clientCertificate: true,
    certificateSwitch: true,
    redundancy: 'active-active',
    drainGrace: '10m',
    private: [{ cidr: '172.16.44.0/28', ports: [5432], hosts: ['db.shop.internal'] }],
    tcp: [
      { name: 'sftp', host: 'sftp.partner.example', port: 22 },
      { name: 'ledger', host: 'db.partner.example', port: 5432, address: '10.32.0.77' },
    ],
  },
  ingress: { from: [{ namespace: 'ingress-nginx', ports: [8080] }] },
  registries: ['docker.io/team', 'docker.io/others'],
  quota: {
    cpu: 40,
    memory: '80Gi',
    pods: 500,
    storage: '500Gi',
    objects: {
      configmaps: 101,
      persistentvolumeclaims: 102,
      secrets: 103,
      services: 104,
      cronjobs: 105,
      daemonsets: 106,
      deployments: 107,
      horizontalpodautoscalers: 108,
      jobs: 109,
      poddisruptionbudgets: 110,
      statefulsets: 111,
    },
  },
  access: { groups: ['shop-developers'], readSecrets: true, audiences: ['vault'] },
  secrets: {
    key: 'shop-sops',
    recipients: ['age1yt3tfqlfrwdwx0z0ynwplcr6qxcxfaqycuprpmy89nr83ltx74tqdpszlw'],
  },
  notify: [
    { kind: 'webhook', secret: 'shop-record' },
    { kind: 'slack', secret: 'shop-slack', channel: 'shop', severity: 'info' },
  ],
  charts: [
    {
      name: 'redis',
      chart: 'oci://docker.io/team/redis',
      version: '20.1.0',
      secret: 'registry',
      values: { replicas: 2, metrics: { enabled: true }, names: ['one'] },
      valuesFrom: [{ path: 'auth.password', secret: 'redis', key: 'password' }],
      pods: [
        { object: 'StatefulSet/redis-master', containers: ['redis', 'metrics'], initContainers: ['prepare', 'more'] },
      ],
    },
  ],
  workloads: [
    {
      name: 'web',
      kind: 'Deployment',
      container: 'main',
      terminationGracePeriodSeconds: 60,
      replicas: 3,
      ...common,
      ...owned,
      ports,
      probes: {
        liveness: { path: '/live', port: 'http', ...probe },
        readiness: { command: ['ready'] },
        startup: { port: 8080 },
      },
      volumes: [
        { name: 'cache', mountPath: '/cache', emptyDir: { sizeLimit: '1Gi', medium: 'Memory' } },
        {
          name: 'files',
          mountPath: '/files',
          subPath: 'here',
          readOnly: true,
          containers: ['main', 'first'],
          configMap: 'files',
          mounts: [{ mountPath: '/there', subPath: 'there', readOnly: true, containers: ['main', 'second'] }],
        },
        { name: 'keys', mountPath: '/keys', secret: 'keys' },
      ],
      initContainers: [{ name: 'first', ...common, ...owned }],
      sidecars: [
        {
          name: 'second',
          ...common,
          ...owned,
          ports: [{ name: 'metrics', port: 9000 }],
          probes: { liveness: { path: '/live' }, readiness: { port: 'metrics' }, startup: { command: ['ready'] } },
          preStop: { command: ['flush'] },
        },
      ],
      imagePullSecrets: ['registry'],
      files: [
        { path: '/etc/shop.conf', content: 'level: info', executable: true, containers: ['main', 'second'] },
        { path: '/etc/other.conf', content: 'level: warn' },
      ],
      service: { ports: [{ name: 'http', port: 80, targetPort: 8080 }], headless: false },
      preStop: { sleep: 5 },
      disruption: { maxUnavailable: 2 },
      spread: 'hosts',
      labels: { team: 'shop' },
      annotations: { 'example.com/note': 'some text' },
    },
    {
      name: 'api',
      ...common,
      strategy: 'recreate',
      autoscale: { min: 2, max: 6, cpu: 70, memory: 80 },
      disruption: { minAvailable: 1 },
      service: 'none',
    },
    {
      name: 'mail',
      container: 'post',
      image: 'docker.io/team/mail:1',
      ports: [{ name: 'smtp', port: 2525 }],
      service: { headless: true },
      initContainers: [{ name: 'prepare', image: 'docker.io/team/mail:1' }],
      sidecars: [{ name: 'helper', image: 'docker.io/team/mail:1' }],
    },
    {
      name: 'once',
      kind: 'Job',
      image: 'docker.io/team/once:1',
      backoffLimit: 2,
      ttlSecondsAfterFinished: 60,
    },
    {
      name: 'nightly',
      kind: 'CronJob',
      schedule: '0 3 * * *',
      startingDeadlineSeconds: 60,
      activeDeadlineSeconds: 600,
      timeZone: 'Europe/Paris',
      suspend: true,
      concurrency: 'replace',
      history: { successful: 2, failed: 4 },
      image: 'docker.io/team/nightly',
      volumes: [{ name: 'data', mountPath: '/data', claim: { size: '1Gi', storageClass: 'fast' } }],
    },
    { name: 'weekly', kind: 'CronJob', schedule: '0 3 * * 0', history: 2, image: 'docker.io/team/weekly' },
  ],
  expect: [{ allow: 'tcp://10.1.2.3:22' }, { deny: 'https://one.example.com/', from: 'web' }],
  suppress: [{ id: 'image-floating', object: 'CronJob/nightly', reason: 'It is built every night' }],
  repository: {
    url: 'https://github.com/example/shop',
    path: './deploy',
    ref: { branch: 'main' },
    secret: 'git',
    kustomize: true,
  },
};

const environment: EnvironmentSettings = {
  name: 'production',
  cluster: {
    version: '1.36',
    zone: 'fr-par-1',
    privateNetwork: '172.16.28.0/22',
    cni: 'calico',
    gateway: '172.16.28.1',
    podCidr: '100.64.0.0/15',
    serviceCidr: '10.32.0.0/20',
    dns: '10.32.0.10',
    resolver: { address: '10.32.0.11', image: 'docker.io/coredns/coredns:1', apiServer: '172.16.28.3' },
    admissionPlugins: ['PodNodeSelector'],
    mutatingAdmission: 'v1beta1',
  },
  allowLists: {
    mirrors: [
      'three.example.com',
      { host: 'four.example.com', ports: [8444], owner: 'all', reason: 'packages', until: '2026-01-31' },
      { host: 'five.example.com', sni: 'any' },
    ],
    mirrorsx: ['five.example.com'],
  },
  denyHosts: ['six.example.com'],
  egressCheck: { targets: ['1.1.1.1:443'] },
  flux: {
    name: 'egress',
    interval: '5m',
    timeout: '4m',
    retryInterval: '2m',
    prune: false,
    lockdown: true,
    registry: 'registry.example.com/fluxcd',
    source: {
      name: 'manifests',
      url: 'https://github.com/example/platform',
      secret: 'git',
      ref: { branch: 'main' },
      verify: { mode: 'HEAD', secret: 'signers' },
    },
    reconcile: 'per-tenant',
    notify: [
      { kind: 'slack', secret: 'platform-slack', channel: 'platform', severity: 'info' },
      { kind: 'github', secret: 'platform-github', repository: 'https://git.example.com/example/other' },
    ],
  },
  registries: ['docker.io', 'registry.example.com'],
  gateways: { image: 'docker.io/haproxy:3-alpine', certificates: 'cert-manager' },
  annotations: ['example.com/'],
  infrastructure: {
    cluster: 'kapsule',
    create: { version: '1.36', nodeType: 'DEV1-L' },
    image: 'debian_trixie',
    instanceType: 'DEV1-M',
    ssh: ['192.0.2.1'],
    pull: {
      url: 'https://git.example.com:8443/egress.git',
      signers: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2fDvcGq1cBlFxQkEnqQHbE9wG3vHkNPRbe0TM2YcDN'],
      interval: '41s',
      wait: '42s',
    },
    poolLabels: 'tags',
  },
  monitoring: {
    namespace: 'monitoring',
    operator: true,
    labels: { release: 'prometheus' },
    sources: ['192.0.2.2'],
    blackbox: 'blackbox.monitoring.svc:9115',
    runbooks: 'https://git.example.com/runbooks',
    thresholds: {
      errorRatio: 0.11,
      errors: 12,
      deniedPerSecond: 13,
      descriptors: 0.14,
      connections: 0.15,
      cpu: 0.16,
      dnsSeconds: 3,
      diskFree: 0.18,
      logQueue: 19,
      certificateDays: 22,
      unloggedRequests: 23,
      quota: 0.21,
    },
    durations: {
      scrape: '7s',
      evaluation: '32s',
      window: '33s',
      outage: '34s',
      exposure: '35s',
      fault: '36s',
      load: '37s',
      delivery: '38s',
      silence: '39s',
      groupWait: '41s',
      groupInterval: '42s',
      repeatInterval: '43s',
    },
  },
  logs: { to: 'syslog', host: 'logs.example.com', port: 6515, keepDays: 7, omit: ['agent'] },
  owners: ['@example/platform'],
  extra: ['clusters/production/alerts.yaml'],
  retired: [{ tenant: 'bakery', proxy: 'squid-x', keepUntil: '2027-03-31', zone: 'fr-par-3' }],
  runbooks: {
    contacts: { platform: 'platform on call', security: 'security desk', partners: 'partner desk' },
    goals: {
      proxyVmLost: '31m',
      allProxiesLost: '32m',
      flexibleIpMoved: '33m',
      zoneLost: '34m',
      tenantAuthorityLost: '35m',
      gitLost: '36m',
      fluxLost: '37m',
      clusterLost: '38m',
      wrongAllowList: '39m',
      addressBlocked: '41m',
      logStoreDown: '42m',
      tenantCompromised: '43m',
      admissionLockout: '44m',
    },
  },
  suppress: [{ id: 'image-floating', object: 'CronJob/weekly', reason: 'It is built every week' }],
  terraform: { backend: { s3: { bucket: 'state' } }, provider: { project_id: 'abc' } },
  workloads: { replicas: 2, resources },
};

/** With no replicas or resources of a workload's own, and without what Terraform makes. */
const plain: World = {
  tenant: {
    ...tenant,
    registries: undefined,
    secrets: undefined,
    nodePool: { ...tenant.nodePool, formerly: undefined },
    repository: { url: 'https://github.com/example/shop', path: './deploy', ref: { tag: 'v1' } },
    egress: { proxies: [{ name: 'squid-a', address: '172.16.28.8' }] },
    workloads: [{ name: 'web', image: 'docker.io/team/app:1' }],
  },
  environment: {
    ...environment,
    infrastructure: undefined,
    runbooks: undefined,
    extra: undefined,
    retired: undefined,
    terraform: undefined,
    flux: {
      ...environment.flux,
      source: {
        name: 'manifests',
        url: 'https://github.com/example/platform',
        ref: { tag: 'v1' },
        verify: { mode: 'Tag', secret: 'signers' },
      },
    },
  },
};

const bySemver: World = {
  tenant: { ...plain.tenant, repository: { ...tenant.repository, ref: { semver: '>=1.0.0' } } as never },
  environment: {
    ...plain.environment,
    namespaces: { shop: ['shop-live'] },
    nodePools: { shop: ['shop-pool'] },
    flux: {
      ...environment.flux,
      source: { name: 'manifests', url: 'https://github.com/example/platform', ref: { semver: '>=1.0.0' } },
      wait: true,
      shards: 2,
      artifacts: true,
    },
  },
};

/** With names that another tenant might have. */
const borrowed: World = {
  tenant: { ...plain.tenant, namespace: 'bakery-live', nodePool: { name: 'bakery-pool', sources: ['172.16.28.20'] } },
  environment: {
    ...plain.environment,
    namespaces: { shop: ['bakery-live'] },
    nodePools: { shop: ['bakery-pool'] },
  },
};

/** With what stands in the place of a resolver and of a namespace. */
const byNodes: World = {
  tenant: { ...plain.tenant, ingress: { from: [{ nodes: true, ports: [8080] }] }, guardrails: 'report' },
  environment: {
    ...plain.environment,
    cluster: { ...environment.cluster, resolver: undefined, nodeLocalDns: '169.254.20.10' },
  },
};

/** With a probe, which needs declared addresses. */
const probed: World = {
  tenant: {
    ...plain.tenant,
    egress: { proxies: [{ name: 'squid-a', address: '172.16.28.8', publicAddress: '51.15.0.8' }] },
  },
  environment: {
    ...plain.environment,
    guardrails: 'report',
    cluster: { ...environment.cluster, uid: '6e5f8a0c-1b2d-4c3e-9f40-5a6b7c8d9e0f' },
    probe: {
      url: 'https://ifconfig.me/ip',
      interval: '15s',
      address: '34.160.111.145',
      image: 'docker.io/curlimages/curl:8',
    },
  },
};

/** With a collector of logs. */
const collected: World = {
  tenant: plain.tenant,
  environment: {
    ...plain.environment,
    logs: {
      to: 'loki',
      host: 'logs.example.com',
      port: 30514,
      url: 'https://loki.example.com/loki/api/v1/push',
      secret: 'loki-token',
      org: 'egress',
      image: 'docker.io/library/haproxy:3',
      omit: ['client'],
    },
  },
};

/** With requests from outside. */
const routed: World = {
  tenant: {
    ...plain.tenant,
    ingress: {
      routes: [
        { host: 'shop.example.com', path: '/api', workload: 'web', port: 8080, tls: { issuer: 'letsencrypt' } },
        { host: 'wiki.example.com', chart: 'wiki', service: 'wiki-web', port: 80, podPort: 8080 },
      ],
    },
    charts: ['wiki', 'wikix'].map((name) => ({ name, chart: 'oci://docker.io/team/wiki', version: '1.0.0', pods: [] })),
    workloads: ['web', 'webx'].map((name) => ({ name, image: 'docker.io/team/app:1', ports })),
  },
  environment: {
    ...plain.environment,
    ingress: { kind: 'Ingress', class: 'nginx', namespace: 'ingress-nginx' },
  },
};

/** With Secrets of a provider. */
const stored: World = {
  tenant: {
    ...plain.tenant,
    externalSecrets: [
      { name: 'shop-db', keys: { password: 'shop/db#password' } },
      { name: 'shop-mail', from: 'shop/mail' },
    ],
  },
  environment: {
    ...plain.environment,
    externalSecrets: {
      provider: { vault: { server: 'https://vault.example.com', auth: { kubernetes: { role: '{tenant}' } } } },
      refresh: '15m',
    },
  },
};

/** The same by a Gateway. */
const byGateway: World = {
  tenant: routed.tenant,
  environment: {
    ...plain.environment,
    ingress: { kind: 'HTTPRoute', gateway: 'gateways/public', listener: 'https', namespace: 'gateways' },
  },
};

/** With nothing that is named after it. */
const small: World = {
  tenant: { name: 'shop', egress: { proxies: [{ name: 'squid-a', address: '172.16.28.8' }] } },
  environment: {
    name: 'production',
    cluster: {
      zone: 'fr-par-1',
      privateNetwork: '172.16.28.0/22',
      podCidr: '100.64.0.0/15',
      serviceCidr: '10.32.0.0/20',
      dns: '10.32.0.10',
    },
    flux: { name: 'egress', interval: '5m', source: { name: 'manifests' } },
  },
};

/** Each key of the settings is in one of them at least; keys that exclude each other are in several. */
export const WORLDS: readonly World[] = [
  small,
  plain,
  bySemver,
  borrowed,
  byNodes,
  probed,
  collected,
  routed,
  byGateway,
  stored,
  { tenant: { ...plain.tenant, state: 'cordoned' }, environment: plain.environment },
  { tenant, environment },
];
